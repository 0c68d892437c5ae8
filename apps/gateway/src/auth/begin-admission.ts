import { err, fail, ok, type Result, type ServiceError } from "@steadytext/core";
import type { RequestContext } from "../context.ts";
import { REFUSED } from "../guard/guard-state.ts";
import { KeyAdmission, UNCHECKED, type Admission, type ProvenKey } from "./admission.ts";
import { clientNetwork } from "./client-network.ts";
import { readCredential } from "./credential.ts";
import { parseKey, type KeyParts } from "./key-format.ts";
import { hashSecret } from "./key-hash.ts";
import type { Scope } from "./key-record.ts";

/**
 * Proves a request's key. What can be told from the key's own text is refused at once and costs nothing; a key that this isolate has not
 * seen lately is looked up at its guard; and a caller whose keys keep failing is not looked up at all.
 */
export async function beginAdmission(
  { headers }: Request,
  anyOf: readonly Scope[],
  context: RequestContext,
): Promise<Result<Admission, ServiceError>> {
  const credential = readCredential(headers);
  if (!credential.ok) return credential;
  const caller = clientNetwork(headers);
  const parts = parseKey(credential.value);
  if (parts === null) return refuseMalformed(caller, context);
  const key = await prove(parts, anyOf, caller, context);
  if (!key.ok) return key;
  const nowMs = Date.now();
  const known = context.knownKeys.find(key.value.id, key.value.proof);
  if (known === null) return lookUp(key.value, context);
  if (known.refusal !== null && nowMs < known.refusal.untilMs) {
    context.limits.report(known.levels);
    return err(known.refusal.error);
  }
  return ok(new KeyAdmission(key.value, known, context));
}

function refuseMalformed(caller: string | null, { failures }: RequestContext): Result<never, ServiceError> {
  const nowMs = Date.now();
  const shielded = turnedAway(failures.waitMs(caller, nowMs));
  if (!shielded.ok) return shielded;
  failures.failed(caller, nowMs);
  return err(REFUSED);
}

async function prove(
  { env, id, secret }: KeyParts,
  anyOf: readonly Scope[],
  caller: string | null,
  { config }: RequestContext,
): Promise<Result<ProvenKey, ServiceError>> {
  try {
    return ok({ id, proof: { env, hash: await hashSecret(config.KEY_PEPPER, secret) }, anyOf, caller });
  } catch {
    return UNCHECKED;
  }
}

async function lookUp(key: ProvenKey, context: RequestContext): Promise<Result<Admission, ServiceError>> {
  const { guards, knownKeys, failures, timing } = context;
  const shielded = turnedAway(failures.waitMs(key.caller, Date.now()));
  if (!shielded.ok) return shielded;
  const answer = await timing.measure("key", () => guards.ask(key.id, context, (guard) => guard.identify(key.proof)));
  if (!answer.ok) return UNCHECKED;
  if (!answer.value.ok) {
    await failures.failedLookUp(key.caller, Date.now());
    return answer.value;
  }
  const known = knownKeys.confirm(key.id, key.proof, answer.value.value, null, Date.now());
  return ok(new KeyAdmission(key, known, context));
}

function turnedAway(waitMs: number): Result<null, ServiceError> {
  if (waitMs === 0) return ok(null);
  const message = "Too many requests with API keys that are not valid came from this address: correct the key, then try again";
  return fail("rate_limited", message, { retryAfterSeconds: waitMs / 1000 });
}
