import type { EngineConfig, Place } from "../config.ts";

/** A configured replica. */
export interface ReplicaAddress {
  /** Name of its Durable Object. */
  readonly name: string;
  readonly place: Place;
}

/** Every configured replica, those of a place together. */
export function replicaAddresses({ places, replicas }: Pick<EngineConfig, "places" | "replicas">): readonly ReplicaAddress[] {
  return places.flatMap((place) => Array.from({ length: replicas }, (_, i) => ({ name: `${place}-${i}`, place })));
}
