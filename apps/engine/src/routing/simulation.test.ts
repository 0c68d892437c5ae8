import { ok, type Region } from "@steadytext/core";
import { beforeAll, describe, expect, it } from "vitest";
import { ForwardingNotes } from "../coalescing/forwarding-notes.ts";
import { replicaLoad } from "../replica/replica-load.ts";
import { replicaAddresses } from "./replica-address.ts";
import { Router, type Reply } from "./router.ts";

const REQUESTS = 100_000;
const PLACES = ["weur", "enam", "apac"] as const;
const CALLERS: readonly Region[] = ["weur", "enam", "apac"];
const SLOTS = 8;
const MAX_QUEUED = 32;
const SERVICE_MS = 1000;
/** Arrivals a millisecond: about two thirds of what eleven replicas of eight slots can do, the slow one counted as it is. */
const RATE = 0.055;
const SLOW = "weur-1";
const DEAD = "apac-2";

/** A replica with eight slots and a queue; the same rule for moving on as the real one's. */
class SimulatedReplica {
  readonly serviceMs: number;
  readonly #forwarded = new ForwardingNotes();
  readonly ends: number[] = [];
  served = 0;

  constructor(name: string) {
    this.serviceMs = name === SLOW ? 5 * SERVICE_MS : SERVICE_MS;
  }

  ask(key: string, alternative: string | null, now: number): Reply<number> {
    while (this.ends.length > 0 && this.ends[0]! <= now) this.ends.shift();
    const inside = this.ends.length;
    const load = replicaLoad({ running: Math.min(inside, SLOTS), waiting: Math.max(0, inside - SLOTS) }, inside, MAX_QUEUED);
    if (alternative !== null && load > 0.8) {
      const movedTo = this.#forwarded.find(key, now) ?? alternative;
      this.#forwarded.add(key, movedTo, now + 10_000);
      return { load, movedTo };
    }
    // Who comes while all slots are taken begins when the first of the last eight ends.
    const begins = inside < SLOTS ? now : this.ends[inside - SLOTS]!;
    this.ends.push(begins + this.serviceMs);
    this.ends.sort((a, b) => a - b);
    this.served += 1;
    return { load, answer: begins - now };
  }
}

describe(`${REQUESTS} requests to three regions of four replicas, one slow and one dead`, () => {
  const addresses = replicaAddresses({ places: PLACES, replicas: 4 });
  const replicas = new Map(addresses.map(({ name }) => [name, new SimulatedReplica(name)]));
  const waits: number[] = [];
  let lost = 0;
  let callsOfDead = 0;

  beforeAll(async () => {
    let now = 0;
    const router = new Router({ replicas: addresses, now: () => now, interruptionOf: () => "reset", onInterrupted: () => undefined });
    for (let i = 0; i < REQUESTS; i++) {
      now = i / RATE;
      const outcome = await router.ask<number>({
        key: `request ${i}`,
        region: CALLERS[i % 3],
        retries: { left: 1 },
        async call({ name }, alternative) {
          if (name !== DEAD) return ok(replicas.get(name)!.ask(`request ${i}`, alternative, now));
          callsOfDead += 1;
          throw new Error("dead");
        },
      });
      if (outcome.ok) waits.push(outcome.value);
      else lost += 1;
    }
  });

  const share = (name: string) => replicas.get(name)!.served / REQUESTS;
  const healthy = addresses.map(({ name }) => name).filter((name) => name !== SLOW && name !== DEAD);

  it("loses none", () => {
    expect(lost).toBe(0);
    expect(waits.length).toBe(REQUESTS);
  });

  it("asks the dead one now and then only", () => {
    expect(share(DEAD)).toBe(0);
    expect(callsOfDead / REQUESTS).toBeLessThan(0.01);
  });

  it("gives the slow one what it can do, and the others like parts of the rest", () => {
    expect(share(SLOW)).toBeGreaterThan(0.005);
    expect(share(SLOW)).toBeLessThan(share(healthy[0]!) / 2);
    const shares = healthy.map(share);
    expect(Math.min(...shares)).toBeGreaterThan(0.07);
    expect(Math.max(...shares)).toBeLessThan(0.14);
  });

  it("lets few wait, and nobody long", () => {
    const sorted = waits.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(0.5 * REQUESTS)]).toBe(0);
    expect(sorted[Math.floor(0.95 * REQUESTS)]).toBeLessThan(SERVICE_MS / 2);
    expect(sorted.at(-1)).toBeLessThan(6 * SERVICE_MS);
  });
});
