import { openCache, openIsolate } from "@steadytext/store";
import { parseConfig } from "./config.ts";
import { logCleanUp, logEvent, logFailure } from "./log-event.ts";

/** The clean-up that the Worker's cron trigger starts. */
export async function scheduledCleanUp(env: Env, ctx: ExecutionContext): Promise<void> {
  const config = parseConfig(env);
  const surroundings = { now: Date.now, defer: (work: Promise<void>) => ctx.waitUntil(work), log: logEvent };
  try {
    logCleanUp(await openCache(config, openIsolate(config), env, surroundings).cleanUp());
  } catch (cause) {
    logFailure("clean_up_failed", cause);
  }
}
