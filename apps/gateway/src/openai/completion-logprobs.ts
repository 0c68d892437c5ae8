import type { CompletionAnswer, TokenPiece } from "@steadytext/core";
import { tokenText } from "./token-text.ts";

type Logprobs = NonNullable<CompletionAnswer["choices"][number]["logprobs"]>;

/** Log-probabilities in the four lists of OpenAI's completions; `offset` is where the first piece begins. null where none are told. */
export function completionLogprobs(pieces: readonly TokenPiece[], offset: number): Logprobs | null {
  if (pieces.every(({ logprob }) => logprob === undefined)) return null;
  const lists: Logprobs = { tokens: [], token_logprobs: [], top_logprobs: [], text_offset: [] };
  let at = offset;
  for (const { text, bytes, logprob, top = [] } of pieces) {
    lists.tokens.push(bytes === undefined ? text : tokenText(bytes));
    lists.token_logprobs.push(logprob ?? null);
    lists.top_logprobs.push(logprob === undefined ? null : best(top));
    lists.text_offset.push(at);
    at += text.length;
  }
  return lists;
}

/** By text; of two tokens that read the same the more likely one is told. */
function best(top: NonNullable<TokenPiece["top"]>): Record<string, number> {
  const told = new Map<string, number>();
  for (const { bytes, logprob } of top) {
    const text = tokenText(bytes);
    if (!told.has(text)) told.set(text, logprob);
  }
  return Object.fromEntries(told);
}
