import type { Route } from "../routes/route.ts";
import type { JsonSchema } from "./json-schema.ts";

const text = (description: string, more: object = {}): JsonSchema => ({ description, schema: { type: "string", ...more } });
const count = (description: string): JsonSchema => ({ description, schema: { type: "integer", minimum: 0 } });

/** Headers of answers, by name. */
export const ANSWER_HEADERS: Readonly<Record<string, JsonSchema>> = {
  "x-request-id": text("The request's id: the caller's own where it sent a valid one"),
  "server-timing": text("Milliseconds of each part of the work"),
  "idempotency-key": text("The key of the request, echoed"),
  "x-steadytext-cache": text("Where the answer comes from", { enum: ["HIT", "MISS", "COALESCED", "BYPASS"] }),
  "x-steadytext-model": text("The model that answered: name@sha256:digest"),
  "x-steadytext-digest": text("The request's digest: equal for all requests that have the same answer"),
  "x-steadytext-engine": text("warm or cold: whether the model was in memory when the request came"),
  "x-steadytext-prefix-tokens": count("Tokens of the prompt that were taken from the prefix cache"),
  "x-ratelimit-limit-requests": count("Requests a minute that the key may make"),
  "x-ratelimit-remaining-requests": count("Requests that it may make at this moment"),
  "x-ratelimit-reset-requests": text("Time until all of them are there again, as 1.5s"),
  "x-ratelimit-limit-tokens": count("Tokens a minute that the key may use"),
  "x-ratelimit-remaining-tokens": count("Tokens that it may use at this moment"),
  "x-ratelimit-reset-tokens": text("Time until all of them are there again, as 1.5s"),
  "ratelimit-policy": text("The limits as draft-ietf-httpapi-ratelimit-headers writes them"),
  ratelimit: text("How they stand, in the same notation"),
  "www-authenticate": text("Bearer"),
  "retry-after": { description: "Seconds to wait before another try", required: true, schema: { type: "integer", minimum: 1 } },
  "x-should-retry": text("false with quota_exceeded: waiting a moment does not help", { enum: ["false"] }),
};

const EVERYWHERE = ["x-request-id", "server-timing", "idempotency-key"];
const LIMITED = Object.keys(ANSWER_HEADERS).filter((name) => name.includes("ratelimit"));
const COMPUTED = ["x-steadytext-cache", "x-steadytext-model", "x-steadytext-digest"];
const GENERATED = ["x-steadytext-engine", "x-steadytext-prefix-tokens"];

/** References to the headers of a route's success. */
export function successHeaders({ scopes, request }: Route): JsonSchema {
  const computes = request !== null && scopes?.length === 1;
  const names = [
    ...EVERYWHERE,
    ...(scopes === null ? [] : LIMITED),
    ...(computes && (scopes.includes("generate") || scopes.includes("embed") || scopes.includes("rerank")) ? COMPUTED : []),
    ...(computes && scopes.includes("generate") ? GENERATED : []),
  ];
  return references(names);
}

/** References to the headers of an error answer: how the limits stand is told where the key is known. */
export function errorHeaders(status: number): JsonSchema {
  return references([
    ...EVERYWHERE,
    ...LIMITED,
    ...(status === 401 ? ["www-authenticate"] : []),
    ...(status === 429 ? ["x-should-retry"] : []),
    ...(status === 429 || status === 503 ? ["retry-after"] : []),
  ]);
}

function references(names: readonly string[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
