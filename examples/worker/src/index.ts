import { eventStream, SteadyTextEdge, SteadyTextError, type EmbedOptions, type GenerateRequest } from "@steadytext/edge";

type EmbedBody = EmbedOptions & { readonly text: string };

/** Text and vectors from this Worker itself: no other one is asked. */
export default {
  async fetch(request, env): Promise<Response> {
    const steadytext = steadyText(env);
    try {
      switch (`${request.method} ${new URL(request.url).pathname}`) {
        case "GET /health":
          return new Response("OK");
        case "POST /generate":
          return await generate(request, steadytext);
        case "POST /embed": {
          const { text, ...options } = await request.json<EmbedBody>();
          return Response.json(await steadytext.embed(text, options));
        }
        default:
          return Response.json({ error: "There is no such route: POST /generate or /embed", code: "not_found" }, { status: 404 });
      }
    } catch (error) {
      return failure(error);
    }
  },

  async scheduled(_controller, env): Promise<void> {
    const steadytext = steadyText(env);
    await steadytext.warm();
    await steadytext.cleanUp();
  },
} satisfies ExportedHandler<Env>;

function steadyText(env: Env): SteadyTextEdge {
  return new SteadyTextEdge({ d1Database: env.STEADYTEXT_D1, kvNamespace: env.STEADYTEXT_KV, r2Bucket: env.STEADYTEXT_R2 });
}

async function generate(request: Request, steadytext: SteadyTextEdge): Promise<Response> {
  const { stream = false, ...asked } = await request.json<GenerateRequest & { readonly stream?: boolean }>();
  if (!stream) return Response.json(await steadytext.generate(asked));
  return new Response(eventStream(steadytext.generateStream(asked)), { headers: { "content-type": "text/event-stream; charset=utf-8" } });
}

function failure(error: unknown): Response {
  if (error instanceof SyntaxError) return Response.json({ error: "The body is not JSON", code: "invalid_json" }, { status: 400 });
  if (!(error instanceof SteadyTextError)) throw error;
  const headers = error.retryAfter === null ? {} : { "retry-after": String(error.retryAfter) };
  return Response.json({ error: error.message, code: error.code }, { status: error.status ?? 500, headers });
}
