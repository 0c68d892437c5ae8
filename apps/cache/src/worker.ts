import { scheduledCleanUp } from "./scheduled-clean-up.ts";

/** The Worker serves its bindings and its clock only: should a route ever be pointed at it, there is nothing behind it. */
export default {
  fetch: () => new Response(null, { status: 404 }),
  scheduled: (_event, env, ctx) => scheduledCleanUp(env, ctx),
} satisfies ExportedHandler<Env>;
