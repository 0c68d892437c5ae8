import type { GenerationEvent } from "@steadytext/core";

/** What a generation tells of itself: the events that callers get, without what only its surroundings know. */
export type ModelEvent =
  | { readonly type: "started"; readonly promptTokens: number; readonly prefixTokens: number }
  | Extract<GenerationEvent, { type: "prompt" | "token" | "done" | "error" }>;
