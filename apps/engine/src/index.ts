export { GenerationEntrypoint } from "./generation-entrypoint.ts";
export { ModelEntrypoint } from "./model-entrypoint.ts";
export { ModelRegistry } from "./registry/model-registry.ts";
export { Replica } from "./replica/replica.ts";

/** The engine has no public route; this is what a misrouted request meets. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler;
