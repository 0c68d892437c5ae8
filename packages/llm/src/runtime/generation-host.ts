import type { ServiceError } from "@steadytext/core";

/** What a generation needs of its surroundings. `cancelled` and `now` may be called from any other generation's step. */
export interface GenerationHost {
  /** Whether nobody wants the result any more. */
  cancelled(): boolean;
  now(): number;
  /** Instant on `now`'s clock, in milliseconds, after which the generation gives up. */
  readonly deadlineMs: number;
  /** Resolves in a later macrotask, so that other work has its turn between two steps. */
  yieldTask(): Promise<void>;
  /** Resolves after `ms` milliseconds. */
  pause(ms: number): Promise<void>;
}

/** Why the work for `host` must stop now, or null. */
export function interruption(host: GenerationHost): ServiceError | null {
  if (host.cancelled()) return { code: "cancelled", message: "The caller went away" };
  if (host.now() < host.deadlineMs) return null;
  return { code: "deadline_exceeded", message: "The generation took longer than its deadline allows: ask for fewer tokens, or try again" };
}
