import type { Level } from "./bucket.ts";
import type { Levels } from "./limit-state.ts";

/** Collects how the caller's limits stand, for the headers of its answer; the last report counts. */
export class LimitReport {
  #levels: Levels | null = null;

  report(levels: Levels | null): void {
    this.#levels = levels ?? this.#levels;
  }

  /** `x-ratelimit-*` as OpenAI's clients know them, and the fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers-11). */
  headers(): readonly (readonly [name: string, value: string])[] {
    const { requests = null, tokens = null } = this.#levels ?? {};
    const known = [...named("requests", requests), ...named("tokens", tokens)];
    if (known.length === 0) return [];
    return [
      ...known.flatMap(([unit, level]) => openAiHeaders(unit, level)),
      ["ratelimit-policy", known.map(([unit, { limit }]) => `"${unit}";q=${limit};w=60`).join(", ")],
      ["ratelimit", known.map(([unit, { remaining, resetMs }]) => `"${unit}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`).join(", ")],
    ];
  }
}

function named(unit: string, level: Level | null): readonly (readonly [string, Level])[] {
  return level === null ? [] : [[unit, level]];
}

function openAiHeaders(unit: string, { limit, remaining, resetMs }: Level): readonly (readonly [string, string])[] {
  return [
    [`x-ratelimit-limit-${unit}`, String(limit)],
    [`x-ratelimit-remaining-${unit}`, String(remaining)],
    [`x-ratelimit-reset-${unit}`, `${resetMs / 1000}s`],
  ];
}
