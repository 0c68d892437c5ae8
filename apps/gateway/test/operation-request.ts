import fc from "fast-check";
import type { Scope } from "../src/auth/key-record.ts";
import type { Operation } from "./contract.ts";
import { keyText, type KEYS } from "./keys.ts";
import { schemaArbitrary } from "./schema-arbitrary.ts";

const KEY_OF_SCOPE: Readonly<Record<Scope, keyof typeof KEYS>> = {
  generate: "acme",
  embed: "acme",
  rerank: "reranker",
  "cache:read": "cacheUser",
  "cache:write": "cacheUser",
  metrics: "metricsOnly",
  admin: "operator",
};

/** A key that may use an operation; null where it needs none. */
export function keyFor({ route: { scopes } }: Operation): string | null {
  return scopes === null ? null : keyText(KEY_OF_SCOPE[scopes[0] as Scope]);
}

/** A path with its segments filled and its query, both mostly as they should be. */
export function pathArbitrary({ route, parameters }: Operation): fc.Arbitrary<string> {
  const values = parameters.map(({ schema }) =>
    fc.oneof({ weight: 6, arbitrary: schemaArbitrary(schema) }, { weight: 1, arbitrary: fc.string({ minLength: 1 }) }),
  );
  return fc.tuple(fc.tuple(...values), fc.infiniteStream(fc.nat(9))).map(([filled, chances]) => {
    const text = (index: number): string => encodeURIComponent(String(filled[index]).toWellFormed()) || "x";
    let path: string = route.path;
    const query: string[] = [];
    parameters.forEach(({ name, in: place, required = false }, index) => {
      if (place === "path") path = path.replace(`:${name}`, text(index).replaceAll(".", "%2e"));
      if (place === "query" && (required || chances.next().value === 0)) query.push(`${name}=${text(index)}`);
    });
    return query.length === 0 ? path : `${path}?${query.join("&")}`;
  });
}
