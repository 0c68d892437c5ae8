import {
  effectiveGenerate,
  generateRequest,
  generationDigest,
  type GenerationEvent,
  type GenerationService,
  type Result,
} from "@steadytext/core";

/** A raw prompt for the active model. */
export interface Asked {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly prefixScope: string;
}

/** A part of a stream, and when it came, on `performance`'s clock. */
export interface Arrival {
  readonly at: number;
  readonly chunk: Uint8Array;
}

/** Asks the engine as the gateway does. What it streams comes as it arrives; leaving the loop stops the generation. */
export async function* askEngine(engine: GenerationService, { prompt, maxTokens, prefixScope }: Asked): AsyncGenerator<Arrival> {
  const request = valueOf(effectiveGenerate(generateRequest.parse({ prompt, raw: true, max_tokens: maxTokens })));
  const identity = valueOf(await engine.describe(null));
  const { name: model, modelDigest, engineDigest } = identity;
  const requestDigest = await generationDigest(identity, request);
  const job = { model, requestDigest, modelDigest, engineDigest, timeoutMs: 60_000, prefixScope, request };
  for await (const chunk of valueOf(await engine.stream(job))) yield { at: performance.now(), chunk };
}

/** The events of a stream, each with the time at which its last byte came. */
export async function* eventsOf(
  arrivals: AsyncIterable<Arrival> | Iterable<Arrival>,
): AsyncGenerator<{ at: number; event: GenerationEvent }> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const { at, chunk } of arrivals) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield { at, event: JSON.parse(line) as GenerationEvent };
  }
}

function valueOf<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
