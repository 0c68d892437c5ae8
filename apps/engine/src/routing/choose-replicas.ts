import type { Region } from "@steadytext/core";
import type { LoadBoard } from "./load-board.ts";
import { nearestPlace } from "./nearest-place.ts";
import { ranked } from "./rendezvous.ts";
import type { ReplicaAddress } from "./replica-address.ts";

/** What a request is routed by. */
export interface Asked {
  readonly key: string;
  /** Where the caller is. */
  readonly region?: Region | undefined;
}

/** Where a request goes. */
export interface Choice {
  /** The replica of all equal requests from this part of the world. */
  readonly home: ReplicaAddress;
  /** Where `home` may send it while it has too much to do; null where there is no other. */
  readonly alternative: ReplicaAddress | null;
}

/**
 * The request's own replica by its key, in the region nearest to the caller, and the less loaded of two others, of any region (the power of
 * two choices). The two are given by the key as well, so that equal requests have the same ones. Replicas that were just interrupted are
 * passed over while there are others.
 */
export function chooseReplicas({ key, region }: Asked, all: readonly ReplicaAddress[], board: LoadBoard, now: number): Choice {
  const up = all.filter(({ name }) => !board.isDown(name, now));
  const candidates = ranked(key, up.length > 0 ? up : all);
  const place = nearestPlace(
    candidates.map((candidate) => candidate.place),
    region,
  );
  const home = candidates.find((candidate) => candidate.place === place)!;
  const [first, second] = candidates.filter((candidate) => candidate !== home);
  if (first === undefined) return { home, alternative: null };
  const isSecondBetter = second !== undefined && board.load(second.name, now) < board.load(first.name, now);
  return { home, alternative: isSecondBetter ? second : first };
}
