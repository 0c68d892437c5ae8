export { EmbeddingEntrypoint } from "./embedding-entrypoint.ts";

/** The embedder has no public route; this is what a misrouted request meets. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler;
