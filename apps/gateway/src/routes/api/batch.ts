import { cacheBatchGetAnswer, cacheBatchSetRequest, cacheDoneAnswer, cacheKeysRequest, ok } from "@steadytext/core";
import { batchAnswer } from "../../cache-protocol/batch-answer.ts";
import { cacheRoute, done } from "./cache-route.ts";

/** `POST /api/batch/get`: the values of several keys, each key once and as it was sent. */
export const batchGetRoute = cacheRoute({
  path: "/api/batch/get",
  summary: "The values of several keys",
  scope: "cache:read",
  request: cacheKeysRequest,
  response: cacheBatchGetAnswer,
  async run({ cache_name, keys }, ask) {
    const body = await batchAnswer(keys, (some) => ask((namespaces, tenant) => namespaces.get(tenant, cache_name, some)));
    return body.ok ? ok(new Response(body.value, { headers: { "content-type": "application/json" } })) : body;
  },
});

/** `POST /api/batch/set`: gives several keys their values, all or none. */
export const batchSetRoute = cacheRoute({
  path: "/api/batch/set",
  summary: "Give several keys their values, all or none",
  scope: "cache:write",
  request: cacheBatchSetRequest,
  response: cacheDoneAnswer,
  run: async ({ cache_name, items }, ask) =>
    done(
      await ask((namespaces, tenant) =>
        namespaces.set(
          tenant,
          cache_name,
          items.map(({ key, value }) => ({ key, value })),
        ),
      ),
    ),
});

/** `POST /api/batch/delete`: removes several keys. */
export const batchDeleteRoute = cacheRoute({
  path: "/api/batch/delete",
  summary: "Remove several keys",
  scope: "cache:write",
  request: cacheKeysRequest,
  response: cacheDoneAnswer,
  run: async ({ cache_name, keys }, ask) => done(await ask((namespaces, tenant) => namespaces.delete(tenant, cache_name, keys))),
});
