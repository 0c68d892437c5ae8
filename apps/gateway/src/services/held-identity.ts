import { err, ok, type ModelIdentity, type Result, type ServiceError } from "@steadytext/core";

/** How long an answered identity is used without asking again: the longest that a gateway lags behind an activation. */
const HOLD_MS = 5000;

/** The last known identity of a Worker's model. It holds a value, never a pending call: a call dies with the request that made it. */
export class HeldIdentity<I extends ModelIdentity> {
  #held: { readonly identity: I; readonly at: number } | undefined;

  /** The identity, asked for when there is none of the last five seconds. */
  async get(describe: () => Promise<Result<I, ServiceError>>, now = Date.now()): Promise<Result<I, ServiceError>> {
    if (this.#held && now - this.#held.at < HOLD_MS) return ok(this.#held.identity);
    const described = await describe();
    if (described.ok) this.#held = { identity: described.value, at: now };
    return described;
  }

  /** Forgets the identity: the Worker has said that it is another one by now. */
  drop(): void {
    this.#held = undefined;
  }
}

/** Runs `attempt` with the model's identity, and once more when the Worker says in the middle that its model has changed. */
export async function withIdentity<I extends ModelIdentity, T>(
  held: HeldIdentity<I>,
  describe: () => Promise<Result<I, ServiceError>>,
  attempt: (identity: I) => Promise<Result<T, ServiceError>>,
): Promise<Result<T, ServiceError>> {
  const first = await held.get(describe);
  if (!first.ok) return first;
  const outcome = await attempt(first.value);
  if (outcome.ok || outcome.error.code !== "model_changed") return outcome;
  held.drop();
  const second = await held.get(describe);
  return second.ok ? attempt(second.value) : err(second.error);
}
