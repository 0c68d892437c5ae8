import { err, fail, ok, type CacheScope, type Result, type ServiceError } from "@steadytext/core";
import { readCredential } from "./credential.ts";
import { parseKey } from "./key-format.ts";
import { verifySecret } from "./key-hash.ts";
import type { KeyRecord, Scope } from "./key-record.ts";
import type { KeyStore } from "./key-store.ts";

/**
 * A request whose key was found but may still be refused. What it claims may be used to prepare an answer (a cache look-up);
 * nothing may be computed for it, and nothing told to it, before `admitted` says yes. Never rejects.
 */
export interface Admission {
  readonly tenant: string;
  readonly cacheScope: CacheScope;
  readonly admitted: Promise<Result<null, ServiceError>>;
}

/** Who asks on an open route. */
export const ANONYMOUS: Admission = {
  tenant: "anonymous",
  cacheScope: "tenant:anonymous",
  admitted: Promise.resolve(ok(null)),
};

const REFUSED: ServiceError = {
  code: "invalid_api_key",
  message: "This API key is not valid: check that it was copied whole and is still in use",
};

/** Starts the key check: what can be told from the key's own text is refused at once, the proof of its secret goes on. */
export async function beginAdmission(
  headers: Headers,
  anyOf: readonly Scope[],
  keys: KeyStore,
  pepper: string,
): Promise<Result<Admission, ServiceError>> {
  const credential = readCredential(headers);
  if (!credential.ok) return credential;
  const parts = parseKey(credential.value);
  if (parts === null) return err(REFUSED);
  const record = await keys.find(parts.id);
  if (record === null || record.env !== parts.env) return err(REFUSED);
  const admitted = verifySecret(pepper, parts.secret, record.hash).then((proven) => (proven ? checkScope(record, anyOf) : err(REFUSED)));
  return ok({ tenant: record.tenant, cacheScope: `tenant:${record.tenant}`, admitted: admitted.catch(() => UNCHECKED) });
}

const UNCHECKED = fail("auth_unavailable", "The API key cannot be checked at the moment: try again", { retryAfterSeconds: 1 });

function checkScope(record: KeyRecord, anyOf: readonly Scope[]): Result<null, ServiceError> {
  if (anyOf.some((scope) => record.scopes.includes(scope))) return ok(null);
  return fail("insufficient_scope", `This API key lacks the scope ${anyOf.join(" or ")}: use a key that has it`);
}
