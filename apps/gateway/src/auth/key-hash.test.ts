import { expect, test } from "vitest";
import { hashSecret } from "./key-hash.ts";

// RFC 4231, test case 2.
const PEPPER = "Jefe";
const SECRET = "what do ya want for nothing?";
const HASH = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

test("a secret is stored as its HMAC-SHA-256 under the pepper", async () => {
  expect(await hashSecret(PEPPER, SECRET)).toBe(HASH);
  expect(await hashSecret("another pepper", SECRET)).not.toBe(HASH);
  expect(await hashSecret(PEPPER, `${SECRET}?`)).not.toBe(HASH);
});
