import { logError } from "./log.ts";

/** What the platform itself calls: other Workers call the entrypoint. */
export default {
  /** The embedder has no public route; this is what a misrouted request meets. */
  fetch: () => new Response(null, { status: 404 }),
  /** Every minute: an isolate that has lost its model begins to load it before a request needs it. */
  async scheduled(_controller, _env, ctx): Promise<void> {
    const warmed = await ctx.exports.EmbeddingEntrypoint.warm(null);
    const reason = warmed.ok ? warmed.value.state === "failed" && warmed.value.reason : warmed.error.message;
    if (reason !== false) logError("model_not_warm", { reason });
  },
} satisfies ExportedHandler<Env>;
