import { err, ok, type Result } from "@steadytext/core";

/** Waits for work, but not for longer than `ms`: each with a timer of its own, or a request's together. */
export type Within = typeof withDeadline;

/** The value of `work`, or `late` when it takes longer than `ms`. The work itself is not stopped; a failure of it rejects. */
export async function withDeadline<T>(work: Promise<T>, ms: number): Promise<Result<T, "late">> {
  const late = Promise.withResolvers<Result<T, "late">>();
  const timer = setTimeout(() => late.resolve(err("late")), ms);
  try {
    return await Promise.race([work.then(ok), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
