import { fail, ok, type Region, type Result, type ServiceError } from "@steadytext/core";
import { chooseReplicas } from "./choose-replicas.ts";
import { LoadBoard } from "./load-board.ts";
import type { ReplicaAddress } from "./replica-address.ts";

/** A replica's reply: the answer, or the name of the replica that the request is to go to; and its load, where it tells it. */
export type Reply<T> = { readonly load?: number } & ({ readonly answer: T } | { readonly movedTo: string });

/** What a replica's exception means: it was reset; the platform calls it overloaded, and it must not be asked again; or a bug, which would come again. */
export type Interruption = "reset" | "overloaded" | "fault";

export interface RouterOptions {
  readonly replicas: readonly ReplicaAddress[];
  now(): number;
  interruptionOf(cause: unknown): Interruption;
  /** Told of each replica that threw; for the log. */
  onInterrupted(replica: ReplicaAddress, cause: unknown): void;
}

export interface Ask<T> {
  /** Requests with equal keys meet in one replica. */
  readonly key: string;
  readonly region?: Region | undefined;
  /** How often a replica that was reset may still be replaced: by another, or by itself anew. */
  readonly retries: { left: number };
  /** Calls a replica, over a new stub each time; `alternative` is where it may send the request on. What it refuses by name is final. */
  call(replica: ReplicaAddress, alternative: string | null): Promise<Result<Reply<T>, ServiceError>>;
}

type Called<T> = Result<Reply<T>, ServiceError> | Interruption;

const OVERLOADED_RETRY_SECONDS = 2;

/** Brings requests to replicas. What it knows of them it has from their answers. */
export class Router {
  readonly #options: RouterOptions;
  readonly #board = new LoadBoard();

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  async ask<T>(ask: Ask<T>): Promise<Result<T, ServiceError>> {
    const { replicas, now } = this.#options;
    const { home, alternative } = chooseReplicas(ask, replicas, this.#board, now());
    let called = await this.#call(ask, home, alternative?.name ?? null);
    if (typeof called === "object" && called.ok && "movedTo" in called.value) {
      const to = this.#named(called.value.movedTo);
      // Where it cannot go on to, it waits at home.
      called = await this.#call(ask, to === undefined || this.#board.isDown(to.name, now()) ? home : to, null);
    }
    if (typeof called === "object") return answerOf(called);
    return this.#mayRetry(called, ask) ? this.ask(ask) : unanswered(called);
  }

  /** Takes note of a replica that threw where no other one is asked. */
  interrupted(replica: ReplicaAddress, cause: unknown) {
    return unanswered(this.#interrupted(replica, cause));
  }

  /** Takes note of a replica whose stream broke off, and asks again. The platform does not say why a stream breaks: its object is gone, as far as one can tell. */
  async resume<T>(replica: ReplicaAddress, cause: unknown, ask: Ask<T>): Promise<Result<T, ServiceError>> {
    this.#board.interrupted(replica.name, this.#options.now());
    this.#options.onInterrupted(replica, cause);
    return this.#mayRetry("reset", ask) ? this.ask(ask) : unanswered("reset");
  }

  #mayRetry(kind: Interruption, { retries }: Pick<Ask<unknown>, "retries">): boolean {
    return kind === "reset" && retries.left-- > 0;
  }

  #named(name: string): ReplicaAddress | undefined {
    return this.#options.replicas.find((replica) => replica.name === name);
  }

  async #call<T>({ call }: Ask<T>, replica: ReplicaAddress, alternative: string | null): Promise<Called<T>> {
    try {
      const called = await call(replica, alternative);
      if (called.ok && called.value.load !== undefined) this.#board.answered(replica.name, called.value.load, this.#options.now());
      return called;
    } catch (cause) {
      return this.#interrupted(replica, cause);
    }
  }

  #interrupted(replica: ReplicaAddress, cause: unknown): Interruption {
    const kind = this.#options.interruptionOf(cause);
    if (kind === "reset") this.#board.interrupted(replica.name, this.#options.now());
    this.#options.onInterrupted(replica, cause);
    return kind;
  }
}

function answerOf<T>(called: Result<Reply<T>, ServiceError>): Result<T, ServiceError> {
  if (!called.ok) return called;
  return "answer" in called.value ? ok(called.value.answer) : unanswered("fault");
}

/** What callers are told of a replica that threw, or of a stream that broke off for good. */
function unanswered(kind: Interruption) {
  if (kind !== "overloaded") return fail("unavailable", "The engine was interrupted: try again", { retryAfterSeconds: 1 });
  return fail("overloaded", "The engine has too much to do: try again shortly", { retryAfterSeconds: OVERLOADED_RETRY_SECONDS });
}
