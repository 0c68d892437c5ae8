import { err, type Result } from "@steadytext/core";
import { logFailure } from "../log-failure.ts";
import type { Within } from "../services/with-deadline.ts";
import type { KeyGuardService } from "./key-guard-service.ts";

/** A guard is a few milliseconds away, anywhere less than this. */
const DEADLINE_MS = 2000;

/** Where guards are found: one for each key id. */
export interface GuardNamespace {
  getByName(id: string): KeyGuardService;
}

/** The request that asks. */
interface Asker {
  readonly requestId: string;
  readonly within: Within;
}

/** The guards of all keys. That one cannot be reached is an expected failure here; the cause goes to the log. */
export class KeyGuards {
  readonly #namespace: GuardNamespace;

  constructor(namespace: GuardNamespace) {
    this.#namespace = namespace;
  }

  /** Asks the guard of a key, over a connection of its own: one that has failed stays broken. */
  async ask<T>(
    keyId: string,
    { requestId, within }: Asker,
    call: (guard: KeyGuardService) => Promise<T>,
  ): Promise<Result<T, "unreachable">> {
    try {
      const answer = await within(call(this.#namespace.getByName(keyId)), DEADLINE_MS);
      if (answer.ok) return answer;
      logFailure({ event: "key_guard_late", requestId });
    } catch (cause) {
      logFailure({ event: "key_guard_failed", requestId, cause });
    }
    return err("unreachable");
  }
}
