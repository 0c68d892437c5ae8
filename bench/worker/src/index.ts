import { load, timeGeneration } from "./generation.ts";
import type { GenerationWork, StreamWork } from "./measurement.ts";
import { timeStreaming } from "./stream-limit.ts";

/** The engine's code and the memory limit in one isolate, driven by the bench runner. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    try {
      if (pathname === "/model" && request.body !== null) {
        await load(request.body, Number(request.headers.get("x-model-bytes")));
        return Response.json({});
      }
      if (pathname === "/generation") return Response.json(await timeGeneration(await request.json<GenerationWork>()));
      if (pathname === "/streaming") return Response.json(timeStreaming(await request.json<StreamWork>()));
      return new Response(null, { status: 404 });
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
} satisfies ExportedHandler;
