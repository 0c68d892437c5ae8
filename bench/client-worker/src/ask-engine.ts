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

/** Asks the engine as the gateway does. Events come as they arrive; leaving the loop stops the generation. */
export async function* askEngine(engine: GenerationService, { prompt, maxTokens, prefixScope }: Asked): AsyncGenerator<GenerationEvent> {
  const request = valueOf(effectiveGenerate(generateRequest.parse({ prompt, raw: true, max_tokens: maxTokens })));
  const identity = valueOf(await engine.describe(null));
  const { name: model, modelDigest, engineDigest } = identity;
  const requestDigest = await generationDigest(identity, request);
  const job = { model, requestDigest, modelDigest, engineDigest, timeoutMs: 60_000, prefixScope, request };
  yield* eventsOf(valueOf(await engine.stream(job)));
}

async function* eventsOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<GenerationEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line) as GenerationEvent;
  }
}

function valueOf<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
