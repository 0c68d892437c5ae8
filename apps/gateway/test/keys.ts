import { formatKey } from "../src/auth/key-format.ts";
import { hashSecret } from "../src/auth/key-hash.ts";
import { keyRecord, type KeyRecord, type Scope } from "../src/auth/key-record.ts";

/** The pepper that the gateway under test is given. */
export const PEPPER = "a pepper for tests only";

interface TestKey {
  readonly id: string;
  readonly secret: string;
  readonly tenant: string;
  readonly scopes: Scope[];
}

const secret = (letter: string): string => letter.repeat(32);

export const KEYS = {
  acme: { id: "acmeKey00001", secret: secret("a"), tenant: "acme", scopes: ["generate", "embed"] },
  globex: { id: "globexKey001", secret: secret("g"), tenant: "globex", scopes: ["generate", "embed"] },
  embedOnly: { id: "embedKey0001", secret: secret("e"), tenant: "acme", scopes: ["embed"] },
  cacheUser: { id: "cacheKey0001", secret: secret("c"), tenant: "acme", scopes: ["cache:read", "cache:write"] },
  cacheReader: { id: "cacheRead001", secret: secret("r"), tenant: "acme", scopes: ["cache:read"] },
  cacheStranger: { id: "cacheOther01", secret: secret("o"), tenant: "globex", scopes: ["cache:read", "cache:write"] },
  reranker: { id: "rerankKey001", secret: secret("k"), tenant: "acme", scopes: ["rerank"] },
  operator: { id: "adminKey0001", secret: secret("x"), tenant: "ops", scopes: ["admin"] },
  everything: {
    id: "everyKey0001",
    secret: secret("v"),
    tenant: "acme",
    scopes: ["generate", "embed", "rerank", "cache:read", "cache:write", "metrics", "admin"],
  },
  metricsOnly: { id: "metricsKey01", secret: secret("m"), tenant: "acme", scopes: ["metrics"] },
} as const satisfies Record<string, Omit<TestKey, "scopes"> & { scopes: readonly Scope[] }>;

/** The key's text, with another secret on demand: well-formed, and not valid. */
export function keyText(name: keyof typeof KEYS, otherSecret?: string): string {
  const { id, secret: own } = KEYS[name];
  return formatKey({ env: "test", id, secret: otherSecret ?? own });
}

/** The records, as `API_KEYS` has them. */
export function keyRecords(): Promise<KeyRecord[]> {
  return Promise.all(
    Object.entries(KEYS).map(async ([name, { id, secret: own, tenant, scopes }]) => {
      return keyRecord.parse({ id, env: "test", hash: await hashSecret(PEPPER, own), tenant, scopes, name });
    }),
  );
}
