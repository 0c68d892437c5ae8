import { askEveryReplica } from "./routing/replicas.ts";
import { warmReplicas } from "./warming/warm-replicas.ts";

export { GenerationEntrypoint } from "./generation-entrypoint.ts";
export { ModelEntrypoint } from "./model-entrypoint.ts";
export { ModelRegistry } from "./registry/model-registry.ts";
export { Replica } from "./replica/replica.ts";

export default {
  /** The engine has no public route; this is what a misrouted request meets. */
  fetch: () => new Response(null, { status: 404 }),
  /** Every minute: a replica that has lost its model has it again before a request needs it. */
  scheduled: () => warmReplicas(() => askEveryReplica((replica) => replica.keepWarm())),
} satisfies ExportedHandler;
