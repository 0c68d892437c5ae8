import { expect, test } from "vitest";
import { hashSecret, verifySecret } from "./key-hash.ts";

// RFC 4231, test case 2.
const PEPPER = "Jefe";
const SECRET = "what do ya want for nothing?";
const HASH = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

test("a secret is stored as its HMAC-SHA-256 under the pepper", async () => {
  expect(await hashSecret(PEPPER, SECRET)).toBe(HASH);
  expect(await hashSecret("another pepper", SECRET)).not.toBe(HASH);
});

test("only the secret itself, under the same pepper, is verified", async () => {
  expect(await verifySecret(PEPPER, SECRET, HASH)).toBe(true);
  expect(await verifySecret(PEPPER, `${SECRET}?`, HASH)).toBe(false);
  expect(await verifySecret("another pepper", SECRET, HASH)).toBe(false);
});

test("a hash of another length is a refusal, not an exception", async () => {
  expect(await verifySecret(PEPPER, SECRET, HASH.slice(2))).toBe(false);
  expect(await verifySecret(PEPPER, SECRET, "")).toBe(false);
});
