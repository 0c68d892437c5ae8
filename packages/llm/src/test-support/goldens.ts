import { createHash } from "node:crypto";
import type { TokenLogprob, TokenPiece } from "@steadytext/core";
import type { Runtime } from "../runtime/runtime.ts";
import { generationOf, PATIENT, requestOf } from "./collect.ts";

/** A request as `POST /generate` takes it. */
export interface GoldenPrompt {
  readonly name: string;
  readonly request: Record<string, unknown>;
}

/** What the real model answers to it. `sha256` is of the text's UTF-8, hexadecimal. */
export interface Golden extends GoldenPrompt {
  readonly promptTokens: readonly number[];
  /** Generated tokens, the end token among them. */
  readonly tokens: readonly number[];
  readonly text: string;
  readonly finishReason: string;
  readonly stopType: string;
  readonly sha256: string;
}

/** Runs one prompt through a runtime. */
export async function golden(runtime: Runtime, { name, request }: GoldenPrompt): Promise<Golden> {
  const effective = requestOf(request);
  const prompt = runtime.encodePrompt(effective);
  if (!prompt.ok) throw new Error(prompt.error.message);
  const { text, pieces, finishReason, stopType } = await generationOf(runtime.generate(effective, PATIENT));
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { name, request, promptTokens: prompt.value, tokens: pieces.map(({ token }) => token), text, finishReason, stopType, sha256 };
}

/** A request for log-probabilities, and the pieces that the real model answers it with. */
export interface LogprobGolden {
  readonly request: Record<string, unknown>;
  readonly pieces: readonly PinnedPiece[];
}

type PinnedPiece = Pick<TokenPiece, "token" | "text" | "logprob"> & { readonly top: readonly Omit<TokenLogprob, "bytes">[] };

export async function logprobGolden(runtime: Runtime, { request }: Pick<LogprobGolden, "request">): Promise<LogprobGolden> {
  const { pieces } = await generationOf(runtime.generate(requestOf(request), PATIENT));
  // Bytes follow from the token: the vocabulary's own tests pin them.
  const pinned = pieces.map(({ token, text, logprob, top = [] }) => ({
    token,
    text,
    logprob,
    top: top.map((likely) => ({ token: likely.token, logprob: likely.logprob })),
  }));
  return { request, pieces: pinned };
}
