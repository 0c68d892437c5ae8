import { ConnectionError, SteadyTextError, TimeoutError } from "../errors/steadytext-error.ts";

/** Timers take no more: 24.8 days. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** One try of a request: ends when its caller aborts, or when nothing has come for `timeoutMs`. */
export class Attempt {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  readonly #caller: AbortSignal | undefined;
  readonly #leave = () => this.#controller.abort(this.#caller?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timedOut = false;

  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.#timeoutMs = Math.min(timeoutMs, LONGEST_TIMEOUT_MS);
    this.#caller = caller;
    caller?.throwIfAborted();
    caller?.addEventListener("abort", this.#leave, { once: true });
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something is awaited: time counts anew. */
  restart(): void {
    this.suspend();
    this.#timer = setTimeout(() => {
      this.#timedOut = true;
      this.#controller.abort();
    }, this.#timeoutMs);
  }

  /** Something came, and its caller asks for nothing yet: that time is the caller's own. */
  suspend(): void {
    clearTimeout(this.#timer);
  }

  /** Nothing further is awaited. */
  end(): void {
    this.suspend();
    this.#caller?.removeEventListener("abort", this.#leave);
  }

  /** What the caller is told of `cause`: the caller's own reason to abort as it is, else a `SteadyTextError`. */
  failureOf(cause: unknown): unknown {
    if (this.#caller?.aborted) return this.#caller.reason;
    if (this.#timedOut) return new TimeoutError(`Nothing came for ${this.#timeoutMs} ms.`, { code: "timeout", cause });
    if (cause instanceof SteadyTextError) return cause;
    return new ConnectionError(`The service cannot be reached: ${reasonOf(cause)}.`, { code: "connection_failed", cause });
  }
}

/** Node hides what went wrong in the cause of "fetch failed". */
function reasonOf(cause: unknown): string {
  const innermost = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (!(innermost instanceof Error)) return String(innermost);
  return innermost.message || ("code" in innermost ? String(innermost.code) : innermost.name);
}
