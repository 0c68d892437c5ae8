import {
  cacheDoneAnswer,
  cacheExistsAnswer,
  cacheFoundAnswer,
  cacheKeyRequest,
  cacheSetRequest,
  fail,
  NAMESPACE_LIMITS,
  ok,
} from "@steadytext/core";
import { found } from "../../cache-protocol/found.ts";
import { cacheRoute, done } from "./cache-route.ts";

/** `POST /api/get`: a key's value; a key without one is no error. */
export const getRoute = cacheRoute({
  path: "/api/get",
  summary: "The value of a key, where it has one",
  scope: "cache:read",
  request: cacheKeyRequest,
  response: cacheFoundAnswer,
  async run({ cache_name, key }, ask) {
    const values = await ask((namespaces, tenant) => namespaces.get(tenant, cache_name, [key]));
    return values.ok ? ok(Response.json(found(values.value[0] ?? null))) : values;
  },
});

/** `POST /api/set`: gives a key a value, in place of any it had. */
export const setRoute = cacheRoute({
  path: "/api/set",
  summary: "Give a key a value, in place of any it had",
  scope: "cache:write",
  request: cacheSetRequest,
  response: cacheDoneAnswer,
  async run({ cache_name, key, value }, ask) {
    const most = NAMESPACE_LIMITS.valueBytes;
    if (value.length > most) return fail("body_too_large", `value must be at most ${most} characters long`, { param: "value" });
    return done(await ask((namespaces, tenant) => namespaces.set(tenant, cache_name, [{ key, value }])));
  },
});

/** `POST /api/delete`: removes a key, whether or not it is there. */
export const deleteRoute = cacheRoute({
  path: "/api/delete",
  summary: "Remove a key",
  scope: "cache:write",
  request: cacheKeyRequest,
  response: cacheDoneAnswer,
  run: async ({ cache_name, key }, ask) => done(await ask((namespaces, tenant) => namespaces.delete(tenant, cache_name, [key]))),
});

/** `POST /api/exists`: whether a key has a value; it is not counted as a read. */
export const existsRoute = cacheRoute({
  path: "/api/exists",
  summary: "Whether a key has a value",
  scope: "cache:read",
  request: cacheKeyRequest,
  response: cacheExistsAnswer,
  async run({ cache_name, key }, ask) {
    const exists = await ask((namespaces, tenant) => namespaces.exists(tenant, cache_name, key));
    return exists.ok ? ok(Response.json({ exists: exists.value })) : exists;
  },
});
