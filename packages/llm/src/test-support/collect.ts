import { effectiveGenerate, generateRequest, type EffectiveGenerateRequest, type Generation } from "@steadytext/core";
import type { ModelEvent } from "../generation/model-event.ts";
import type { GenerationHost } from "../runtime/generation-host.ts";

/** A host that never interrupts and yields a macrotask. */
export const PATIENT: GenerationHost = {
  cancelled: () => false,
  now: () => 0,
  deadlineMs: 1,
  yieldTask: () => new Promise((resolve) => setImmediate(resolve)),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
};

/** The effective form of a body as `POST /generate` takes it. */
export function requestOf(body: Record<string, unknown>): EffectiveGenerateRequest {
  const effective = effectiveGenerate(generateRequest.parse(body));
  if (!effective.ok) throw new Error(effective.error.message);
  return effective.value;
}

/** All events of a generation. */
export async function eventsOf(events: AsyncIterable<ModelEvent>): Promise<ModelEvent[]> {
  const all: ModelEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The finished generation; throws for one that failed, or whose token events are not its pieces. */
export async function generationOf(source: AsyncIterable<ModelEvent>): Promise<Generation> {
  const events = await eventsOf(source);
  const last = events.at(-1);
  if (last?.type !== "done") throw new Error(`The generation did not end: ${JSON.stringify(last)}`);
  const streamed = events.filter((event) => event.type === "token");
  const isWhole = streamed.every(({ token, text, index, logprob, top }, i) => {
    const piece = last.generation.pieces[i];
    return index === i && piece?.token === token && piece.text === text && piece.logprob === logprob && piece.top === top;
  });
  if (!isWhole || streamed.length !== last.generation.pieces.length) throw new Error("The stream is not the generation's pieces");
  if (streamed.map(({ text }) => text).join("") !== last.generation.text) throw new Error("The pieces do not add up to the text");
  return last.generation;
}
