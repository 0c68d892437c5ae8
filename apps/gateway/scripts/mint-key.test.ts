import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { parseKey } from "../src/auth/key-format.ts";
import { hashSecret } from "../src/auth/key-hash.ts";
import { keyRecord } from "../src/auth/key-record.ts";

const SCRIPT = fileURLToPath(new URL("mint-key.ts", import.meta.url));
const PEPPER = "a pepper for this test";
const GOOD = { pepper: PEPPER, env: "test", tenant: "acme", scopes: "generate, embed", name: "first" };

function mint({ pepper = "", ...options }: Record<string, string>) {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return spawnSync(process.execPath, [SCRIPT, ...args], { encoding: "utf8", env: { ...process.env, KEY_PEPPER: pepper } });
}

test("a minted key proves itself to its record, which holds nothing of the secret", async () => {
  const { key, record } = z.object({ key: z.string(), record: keyRecord }).parse(JSON.parse(mint(GOOD).stdout));
  const parts = parseKey(key);
  expect(parts).toMatchObject({ env: "test", id: record.id });
  expect(record).toMatchObject({ tenant: "acme", scopes: ["generate", "embed"], name: "first" });
  expect(await hashSecret(PEPPER, parts?.secret ?? "")).toBe(record.hash);
  expect(JSON.stringify(record)).not.toContain(parts?.secret);
});

test.each([
  ["no pepper", { ...GOOD, pepper: "" }],
  ["another environment", { ...GOOD, env: "prod" }],
  ["an unknown scope", { ...GOOD, scopes: "everything" }],
  ["an unknown option", { ...GOOD, colour: "red" }],
])("%s is refused with the usage, and nothing is minted", (_name, options) => {
  const { status, stdout, stderr } = mint(options);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("usage: KEY_PEPPER=PEPPER mint-key.ts");
});
