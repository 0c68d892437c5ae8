import { effectiveGenerate, generateRequest, type GenerationEvent, type GenerationService, type Result } from "@steadytext/core";
import type { FirstToken } from "./first-token.ts";

interface Env {
  /** The engine's entrypoint, as the gateway has it. */
  readonly ENGINE: GenerationService;
}

/** Asks the engine for a token and tells how long it took, all that the engine had to load included. */
export default {
  async fetch(request: Request, { ENGINE }: Env): Promise<Response> {
    const { prompt } = await request.json<{ prompt: string }>();
    const effective = valueOf(effectiveGenerate(generateRequest.parse({ prompt, raw: true, max_tokens: 16 })));
    const startedAt = performance.now();
    const identity = valueOf(await ENGINE.describe(null));
    const stream = valueOf(
      await ENGINE.stream({
        requestDigest: "0".repeat(64),
        model: identity.name,
        modelDigest: identity.modelDigest,
        engineDigest: identity.engineDigest,
        timeoutMs: 60_000,
        prefixScope: "bench",
        request: effective,
      }),
    );
    await firstToken(stream);
    return Response.json({ firstTokenMs: performance.now() - startedAt } satisfies FirstToken);
  },
} satisfies ExportedHandler<Env>;

function valueOf<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Reads events, one a line, up to the first token, and stops the generation. */
async function firstToken(stream: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text
      .split("\n")
      .slice(0, -1)
      .filter((line) => line !== "");
    const events = lines.map((line) => JSON.parse(line) as GenerationEvent);
    for (const event of events) if (event.type === "error") throw new Error(event.error.message);
    if (events.some(({ type }) => type === "token")) return;
  }
  throw new Error("The stream ended before its first token");
}
