import type { RuntimeLoad } from "@steadytext/llm";

/** Sequences that one pass over the weights takes. */
const SLOTS = 8;
/** The load at which every slot is taken and nobody waits. */
const ALL_SLOTS = 0.8;

/**
 * How busy a replica is, from 0 to 1: up to 0.8 by the slots taken, from there on by the places in the queue, so that past 0.8 means that the
 * next one waits. `begun` counts the object's own generations, of which some may not have asked for pages yet.
 */
export function replicaLoad({ running, waiting }: Pick<RuntimeLoad, "running" | "waiting">, begun: number, maxQueued: number): number {
  const queued = Math.max(waiting, begun - SLOTS);
  if (queued > 0) return ALL_SLOTS + (1 - ALL_SLOTS) * Math.min(1, queued / maxQueued);
  return (ALL_SLOTS * Math.max(running, begun)) / SLOTS;
}
