import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mintKey } from "./mint-key.mjs";
import { ROOT, STATE_DIR } from "./paths.mjs";
import { readStamp } from "./stamps.mjs";

/** Where tools find the local service: { url, apiKey, adminKey }. */
export const DEV_FILE = join(STATE_DIR, "dev.json");
/** Where the gateway finds its secrets when it runs locally. */
const SECRETS_FILE = join(ROOT, "apps", "gateway", ".dev.vars");

const OWNER = { env: "test", tenant: "development" };
const KEYS = {
  apiKey: { name: "development", scopes: "generate,embed,rerank,cache:read,cache:write" },
  adminKey: { name: "development admin", scopes: "generate,embed,rerank,cache:read,cache:write,metrics,admin" },
};

/** Writes a file that only its owner may read, from its first byte on. */
export function writePrivately(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
  // The mode above holds for new files only.
  chmodSync(path, 0o600);
}

/** Lines of a `.dev.vars` file with the given secrets set, all others kept. Values are single-quoted: they must hold no single quote. */
export function withSecrets(text, secrets) {
  const kept = text.split("\n").filter((line) => line.trim() !== "" && !Object.keys(secrets).some((name) => line.startsWith(`${name}=`)));
  const set = Object.entries(secrets).map(([name, value]) => `${name}='${value}'`);
  return `${[...kept, ...set].join("\n")}\n`;
}

/** The keys of the last start, or null unless the gateway's secrets still hold both of them. */
export function keptKeys(devText, secretsText) {
  try {
    const { apiKey, adminKey } = JSON.parse(devText);
    const idOf = (key) => key.split("_")[2];
    const known = [apiKey, adminKey].every((key) => secretsText.includes(`"id":"${idOf(key)}"`));
    return known ? { apiKey, adminKey } : null;
  } catch {
    return null;
  }
}

/** The development and the admin key, made once: { apiKey, adminKey, kept }. */
export async function developmentKeys() {
  const secretsText = readStamp(SECRETS_FILE) ?? "";
  const kept = keptKeys(readStamp(DEV_FILE), secretsText);
  if (kept) return { ...kept, kept: true };
  const pepper = randomBytes(32).toString("hex");
  const user = await mintKey(pepper, { ...OWNER, ...KEYS.apiKey });
  const admin = await mintKey(pepper, { ...OWNER, ...KEYS.adminKey });
  const secrets = { KEY_PEPPER: pepper, API_KEYS: JSON.stringify([user.record, admin.record]) };
  writePrivately(SECRETS_FILE, withSecrets(secretsText, secrets));
  return { apiKey: user.key, adminKey: admin.key, kept: false };
}
