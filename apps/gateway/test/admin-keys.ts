import { expect } from "vitest";
import type { z } from "zod";
import type { Gateway } from "../src/gateway.ts";
import { shownKeyAnswer } from "../src/routes/admin/keys/key-answer.ts";
import { parsed, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";

const FIELDS = { name: "made by a test", tenant: "acme", scopes: ["generate", "embed"], env: "test" };

/** Asks an admin route as an operator. */
export function administer(gateway: Gateway, method: string, path: string, body?: unknown) {
  return send(gateway, path, { method, body, key: keyText("operator") });
}

/** A new key, made the way operators do. */
export async function createKey(gateway: Gateway, fields: object = {}): Promise<z.infer<typeof shownKeyAnswer>> {
  const response = await administer(gateway, "POST", "/admin/keys", { ...FIELDS, ...fields });
  expect(response.status).toBe(201);
  return parsed(response, shownKeyAnswer);
}
