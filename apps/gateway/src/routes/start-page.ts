import { ok } from "@steadytext/core";
import { z } from "zod";
import { defineRoute, type Route } from "./route.ts";

const response = z.strictObject({ name: z.literal("steadytext-edge"), routes: z.record(z.string(), z.string()) });

/** `GET /`: the routes and what each is for. */
export function startPageRoute(others: readonly Route[]): Route {
  const routes = Object.fromEntries(others.map(({ method, path, summary }) => [`${method} ${path}`, summary]));
  return defineRoute({
    method: "GET",
    path: "/",
    summary: "What there is",
    scopes: null,
    request: null,
    response,
    handle: () => Promise.resolve(ok(Response.json({ name: "steadytext-edge", routes }))),
  });
}
