import { randomBytes } from "node:crypto";
import { mintKey } from "../setup/mint-key.mjs";

const SCOPES = "generate,embed,rerank,cache:read,cache:write,metrics,admin";

/** The gateway's secrets for a new environment, and the key with which an operator makes all others. */
export async function makeSecrets(environment) {
  const pepper = randomBytes(32).toString("hex");
  const env = environment === "production" ? "live" : "test";
  const { key, record } = await mintKey(pepper, { env, tenant: "operators", name: `${environment} operator`, scopes: SCOPES });
  return { adminKey: key, secrets: { KEY_PEPPER: pepper, API_KEYS: JSON.stringify([record]) } };
}
