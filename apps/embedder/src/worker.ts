import { nameToKeepWarm } from "@steadytext/core";
import { logError } from "./log.ts";
import { activeModel } from "./model/active-model.ts";
import { modelHost } from "./model/model-host.ts";

/** What the platform itself calls: other Workers call the entrypoint. */
export default {
  /** The embedder has no public route; this is what a misrouted request meets. */
  fetch: () => new Response(null, { status: 404 }),
  /** Every minute: an isolate that has lost its model begins to load it before a request needs it. */
  async scheduled(_controller, env, ctx): Promise<void> {
    const held = modelHost.latestSource?.manifest.name ?? null;
    const warmed = await ctx.exports.EmbeddingEntrypoint.warm(await nameToKeepWarm(held, (name) => activeModel(env, name)));
    const reason = warmed.ok ? warmed.value.state === "failed" && warmed.value.reason : warmed.error.message;
    if (reason !== false) logError("model_not_warm", { reason });
  },
} satisfies ExportedHandler<Env>;
