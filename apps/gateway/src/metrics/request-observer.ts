import type { Region } from "@steadytext/core";
import type { UsedTokens } from "../auth/admission.ts";
import type { CacheStatus } from "../caching/result-cache.ts";
import { added, observed } from "./counts.ts";
import type { Observation } from "./observation.ts";

const CACHE_STATUSES: readonly string[] = ["HIT", "MISS", "COALESCED", "BYPASS"] satisfies CacheStatus[];

/** Where an observed request came from, and who is told of it. */
export interface ObserverOptions {
  readonly region: Region | undefined;
  /** Called once, when the answer has ended. */
  record(observation: Observation): void;
}

/** Collects what is to be counted of one request. A request whose answer is a running generation is recorded when that ends. */
export class RequestObserver {
  readonly #options: ObserverOptions;
  readonly #atMs = Date.now();
  readonly #startedAt = performance.now();
  readonly #firstTokenMs: number[] = [];
  #used: UsedTokens = { promptTokens: 0, completionTokens: 0 };
  #prefixTokens = 0;
  #interToken: readonly number[] | null = null;
  #running = 0;
  #answer: Pick<Observation, "endpoint" | "status" | "cache"> | null = null;
  #isRecorded = false;

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  used({ promptTokens, completionTokens }: UsedTokens): void {
    const sum = this.#used;
    this.#used = { promptTokens: sum.promptTokens + promptTokens, completionTokens: sum.completionTokens + completionTokens };
  }

  /** Watches one generation. */
  generation(): GenerationObserver {
    this.#running += 1;
    let lastTokenAt: number | null = null;
    let isOver = false;
    return {
      started: (prefixTokens) => void (this.#prefixTokens += prefixTokens),
      token: () => {
        const now = performance.now();
        if (lastTokenAt === null) this.#firstTokenMs.push(now - this.#startedAt);
        else this.#between((now - lastTokenAt) / 1000);
        lastTokenAt = now;
      },
      ended: () => {
        if (isOver) return;
        isOver = true;
        this.#running -= 1;
        this.#recordIfOver();
      },
    };
  }

  /** Takes note of the answer, whose body may go on for as long as a generation runs. */
  answered(endpoint: string, { status, headers }: Response): void {
    const cache = headers.get("x-steadytext-cache");
    this.#answer = { endpoint, status, cache: isCacheStatus(cache) ? cache : null };
    this.#recordIfOver();
  }

  #between(seconds: number): void {
    const counts = observed("interToken", seconds);
    this.#interToken = this.#interToken === null ? counts : added(this.#interToken, counts);
  }

  #recordIfOver(): void {
    if (this.#answer === null || this.#running > 0 || this.#isRecorded) return;
    this.#isRecorded = true;
    const { region = "unknown", record } = this.#options;
    record({
      ...this.#answer,
      ...this.#used,
      region,
      atMs: this.#atMs,
      durationMs: performance.now() - this.#startedAt,
      prefixTokens: this.#prefixTokens,
      firstTokenMs: this.#firstTokenMs,
      interToken: this.#interToken,
    });
  }
}

/** Told of the course of one generation. */
export interface GenerationObserver {
  started(prefixTokens: number): void;
  token(): void;
  /** More than once is once. */
  ended(): void;
}

function isCacheStatus(text: string | null): text is CacheStatus {
  return text !== null && CACHE_STATUSES.includes(text);
}
