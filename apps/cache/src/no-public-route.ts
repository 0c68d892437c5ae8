/** The Worker serves its binding only: should a route ever be pointed at it, there is nothing behind it. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler<Env>;
