import { ok } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "./route.ts";

const response = z.strictObject({ status: z.literal("ok") });

function alive(request: Request): Response {
  if (request.headers.get("accept")?.includes("application/json")) return Response.json({ status: "ok" });
  return new Response("OK", { headers: { "content-type": "text/plain; charset=utf-8" } });
}

/** `GET /health`: the gateway answers. It asks no other Worker and loads no model. */
export const healthRoute = defineRoute({
  method: "GET",
  path: "/health",
  summary: "Whether the service answers: OK, or JSON when that is accepted",
  scopes: null,
  request: null,
  response,
  docs: { mediaTypes: { "text/plain": "OK, unless the request accepts application/json" } },
  handle: ({ request }) => Promise.resolve(ok(alive(request))),
});

/** `GET /health/live`: the same, under the name that orchestrators look for. */
export const healthLiveRoute = defineRoute({ ...healthRoute, path: "/health/live", summary: "Whether the process is alive" });
