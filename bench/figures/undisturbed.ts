import type { GenerationHost } from "@steadytext/llm";

/** Nothing else runs while a figure is taken, so steps follow one another without a macrotask between. */
export const UNDISTURBED: GenerationHost = {
  cancelled: () => false,
  now: () => 0,
  deadlineMs: 1,
  yieldTask: () => Promise.resolve(),
  pause: () => Promise.resolve(),
};
