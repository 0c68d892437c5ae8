import { env } from "cloudflare:workers";
import { ok, type Result, type ServiceError } from "@steadytext/core";
import { engineConfig } from "../config.ts";
import { logError } from "../log.ts";
import type { ReplicaService } from "../replica/replica-service.ts";
import { interruptionOf } from "./interruption-of.ts";
import { replicaAddresses, type ReplicaAddress } from "./replica-address.ts";
import { Router } from "./router.ts";

const addresses = replicaAddresses(engineConfig(env));

/** The isolate's way to the replicas. */
export const router = new Router({
  replicas: addresses,
  now: () => Date.now(),
  interruptionOf,
  onInterrupted: ({ name }, cause) => logError("replica_interrupted", { replica: name, cause: String(cause) }),
});

/** A new stub, since one that has failed stays broken. The object is made in its place when it is first called. */
export function stubOf({ name, place }: ReplicaAddress): ReplicaService {
  const stub = place === "auto" ? env.REPLICA.getByName(name) : env.REPLICA.getByName(name, { locationHint: place });
  // The platform's stub type wraps results so that it can no longer be told which `Result` they are.
  return stub as unknown as ReplicaService;
}

type Call<T> = (replica: ReplicaService) => Promise<Result<T, ServiceError>>;

/** Asks the replica of this key what any of them could answer. */
export function askReplica<T>(key: string, call: Call<T>): Promise<Result<T, ServiceError>> {
  return router.ask({
    key,
    retries: { left: 1 },
    call: async (address) => {
      const answered = await call(stubOf(address));
      return answered.ok ? ok({ answer: answered.value }) : answered;
    },
  });
}

/** Asks every replica; what one throws is logged and makes it `unavailable`. */
export function askEveryReplica<T>(call: Call<T>): Promise<Result<T, ServiceError>[]> {
  return Promise.all(
    addresses.map(async (address) => {
      try {
        return await call(stubOf(address));
      } catch (cause) {
        return router.interrupted(address, cause);
      }
    }),
  );
}
