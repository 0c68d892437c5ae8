import { ok } from "@steadytext/core";
import { z } from "zod";
import { openapiDocument } from "../openapi/document.ts";
import { defineRoute, type Route } from "./route.ts";

/** `GET /openapi.json`: the description of all routes, made once, when it is first asked for. */
export function openapiRoute(routes: () => readonly Route[]): Route {
  let text: string | null = null;
  return defineRoute({
    method: "GET",
    path: "/openapi.json",
    summary: "This API as an OpenAPI 3.1 document",
    scopes: null,
    request: null,
    response: z.looseObject({ openapi: z.literal("3.1.1") }),
    handle() {
      text ??= JSON.stringify(openapiDocument(routes()));
      const headers = { "content-type": "application/json", "cache-control": "public, max-age=300" };
      return Promise.resolve(ok(new Response(text, { headers })));
    },
  });
}
