import type { GenerationService } from "@steadytext/core";
import { askEngine, eventsOf, type Arrival, type Asked } from "./ask-engine.ts";
import type { FirstToken } from "./first-token.ts";
import type { StreamsTimes, StreamsWork } from "./streams.ts";

interface Env {
  /** The engine's entrypoint, as the gateway has it. */
  readonly ENGINE: GenerationService;
  /** The engine's own bucket. */
  readonly MODELS: R2Bucket;
  /** The engine's own copies of pointers. */
  readonly POINTERS: KVNamespace;
}

const BUCKET = "/bucket/";
const POINTER = "/pointers/";

/** Asks the engine over its binding, and tells how long it took. */
export default {
  async fetch(request: Request, { ENGINE, MODELS, POINTERS }: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith(BUCKET)) {
      await MODELS.put(pathname.slice(BUCKET.length), request.body);
      return new Response();
    }
    if (pathname.startsWith(POINTER)) {
      await POINTERS.put(decodeURIComponent(pathname.slice(POINTER.length)), await request.text());
      return new Response();
    }
    if (pathname === "/first-token") return Response.json(await firstToken(ENGINE, await request.json<{ prompt: string }>()));
    if (pathname === "/streams") return Response.json(await streams(ENGINE, await request.json<StreamsWork>()));
    return new Response(null, { status: 404 });
  },
} satisfies ExportedHandler<Env>;

/** The time to a first token, all that the engine had to load included. */
async function firstToken(engine: GenerationService, { prompt }: { readonly prompt: string }): Promise<FirstToken> {
  const startedAt = performance.now();
  for await (const { at, event } of eventsOf(askEngine(engine, { prompt, maxTokens: 16, prefixScope: "bench" }))) {
    if (event.type === "error") throw new Error(event.error.message);
    if (event.type === "token") return { firstTokenMs: at - startedAt };
  }
  throw new Error("The stream ended before its first token");
}

async function streams(engine: GenerationService, { prompts, ...asked }: StreamsWork): Promise<StreamsTimes> {
  const startedAt = performance.now();
  return { tokensAt: await Promise.all(prompts.map((prompt) => tokenTimes(engine, { ...asked, prompt }, startedAt))) };
}

/** What comes is noted as it comes and read when all is there: the reading would take the engine's time, as all Workers here share a thread. */
async function tokenTimes(engine: GenerationService, asked: Asked, startedAt: number): Promise<number[]> {
  const arrivals: Arrival[] = [];
  for await (const arrival of askEngine(engine, asked)) arrivals.push(arrival);
  const times: number[] = [];
  for await (const { at, event } of eventsOf(arrivals)) {
    if (event.type === "error") throw new Error(event.error.message);
    if (event.type === "token") times.push(at - startedAt);
  }
  return times;
}
