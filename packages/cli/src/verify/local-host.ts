import { setTimeout as pause } from "node:timers/promises";

/** What a generation needs of a process that has nothing else to do: it ends when it is done, or when the user interrupts. */
export function localHost(signal: AbortSignal) {
  return {
    cancelled: () => signal.aborted,
    now: () => performance.now(),
    deadlineMs: Number.POSITIVE_INFINITY,
    yieldTask: () => new Promise<void>((resolve) => setImmediate(resolve)),
    pause: (ms: number) => pause(ms),
  };
}
