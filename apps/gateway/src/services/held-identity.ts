import { err, ok, type ModelIdentity, type Result, type ServiceError } from "@steadytext/core";

/** How long an answered identity is used without asking again: the longest that a gateway lags behind an activation. */
const HOLD_MS = 5000;

/** Identities held at once; there are as many as published names that are in use, and few of those. */
const MOST_HELD = 64;

/** Asks a Worker for the identity of a model, null being the default one; `outdated` is the digest of a version that is known to be replaced. */
export type Describe<I extends ModelIdentity> = (model: string | null, outdated?: string) => Promise<Result<I, ServiceError>>;

/** The last known identities of a Worker's models. It holds values, never pending calls: a call dies with the request that made it. */
export class HeldIdentities<I extends ModelIdentity> {
  readonly #held = new Map<string | null, { readonly identity: I; readonly at: number }>();

  /** The identity of a model, asked for when there is none of the last five seconds, or when the one held is outdated. */
  async get(model: string | null, describe: Describe<I>, outdated?: string, now = Date.now()): Promise<Result<I, ServiceError>> {
    const held = this.#held.get(model);
    if (held && now - held.at < HOLD_MS && held.identity.modelDigest !== outdated) return ok(held.identity);
    const described = await describe(model, outdated);
    this.#held.delete(model);
    if (described.ok) this.#hold(model, described.value, now);
    return described;
  }

  #hold(model: string | null, identity: I, at: number): void {
    const [oldest] = this.#held.keys();
    if (this.#held.size >= MOST_HELD && oldest !== undefined) this.#held.delete(oldest);
    this.#held.set(model, { identity, at });
  }
}

/** Runs `attempt` with the identity of a model, and once more when the Worker says in the middle that its model has changed. */
export async function withIdentity<I extends ModelIdentity, T>(
  held: HeldIdentities<I>,
  model: string | null,
  describe: Describe<I>,
  attempt: (identity: I) => Promise<Result<T, ServiceError>>,
): Promise<Result<T, ServiceError>> {
  const first = await held.get(model, describe);
  if (!first.ok) return first;
  const outcome = await attempt(first.value);
  if (outcome.ok || outcome.error.code !== "model_changed") return outcome;
  const second = await held.get(model, describe, first.value.modelDigest);
  return second.ok ? attempt(second.value) : err(second.error);
}
