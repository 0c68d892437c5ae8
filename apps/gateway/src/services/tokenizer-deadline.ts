import { DEADLINES } from "@steadytext/core";

/** Tokenizing takes milliseconds, but may first have to wait for the model to be loaded. */
export const TOKENIZER_DEADLINE_MS = DEADLINES.modelLoadMs + 5000;
