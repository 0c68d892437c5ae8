import type { Scheduler } from "../scheduler/scheduler.ts";
import type { GenerationHost } from "./generation-host.ts";

/** How long one waits who found nothing to do: about half a step. */
const IDLE_MS = 5;

/**
 * Waits until `hasNews`, and runs the scheduler's steps meanwhile: whoever waits first computes for all, and the others find their tokens
 * there. Where several wake in one turn of the event loop, one step is run in it, so that what it gave is on its way before the next. Each waits
 * on its own host alone, so that nobody hangs on a request that vanished.
 */
export async function waitForNews(scheduler: Scheduler, host: GenerationHost, hasNews: () => boolean): Promise<void> {
  while (!hasNews()) {
    const { steps } = scheduler;
    await host.yieldTask();
    if (hasNews() || scheduler.steps !== steps || scheduler.step() || hasNews()) continue;
    await host.pause(IDLE_MS);
  }
}
