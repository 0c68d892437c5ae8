import { timeGeneration, timeTogether } from "./generation.ts";
import type { CutWork, GenerationWork, StreamWork, TogetherWork } from "./measurement.ts";
import { cut, load } from "./model.ts";
import { timeStreaming } from "./stream-limit.ts";

/** The engine's code and the memory limit in one isolate, driven by the bench runner. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    try {
      const answer = await answerTo(pathname, request);
      return answer === undefined ? new Response(null, { status: 404 }) : Response.json(answer);
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
} satisfies ExportedHandler;

async function answerTo(pathname: string, request: Request): Promise<object | undefined> {
  if (pathname === "/model" && request.body !== null) {
    const { headers } = request;
    await load(request.body, Number(headers.get("x-model-bytes")), headers.get("x-speculates") === "true");
    return {};
  }
  if (pathname === "/cut") return cut(await request.json<CutWork>());
  if (pathname === "/generation") return timeGeneration(await request.json<GenerationWork>());
  if (pathname === "/together") return timeTogether(await request.json<TogetherWork>());
  if (pathname === "/streaming") return timeStreaming(await request.json<StreamWork>());
  return undefined;
}
