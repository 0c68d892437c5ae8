import { createHash } from "node:crypto";
import type { TokenPiece } from "@steadytext/core";
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
  readonly pieces: readonly TokenPiece[];
}

export async function logprobGolden(runtime: Runtime, { request }: Pick<LogprobGolden, "request">): Promise<LogprobGolden> {
  return { request, pieces: (await generationOf(runtime.generate(requestOf(request), PATIENT))).pieces };
}
