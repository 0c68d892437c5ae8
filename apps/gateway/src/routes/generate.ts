import { generateAnswer, generateRequest } from "@steadytext/core";
import { generateAsk } from "../generation/generate-ask.ts";
import { runGeneration } from "../generation/run-generation.ts";
import { withGenerationModel } from "../services/asked-model.ts";
import { defineRoute } from "./route.ts";

/** `POST /generate`: text for a prompt, whole or as an event stream. */
export const generateRoute = defineRoute({
  method: "POST",
  path: "/generate",
  summary: "Text for a prompt, as JSON or as an event stream",
  scopes: ["generate"],
  request: generateRequest,
  unsupported: {
    grammar: undefined,
    response_format: undefined,
    logprobs: false,
    repeat_penalty: 1,
    n: 1,
    best_of: 1,
    echo: false,
    tools: undefined,
  },
  response: generateAnswer,
  docs: { mediaTypes: { "text/event-stream": "Events of tokens, the fields of the JSON answer, then [DONE]; where stream is true" } },
  async handle({ request, body, admission, context }) {
    const ask = generateAsk(body, request.headers, context.config);
    if (!ask.ok) return ask;
    return withGenerationModel(body.model, context, (identity) =>
      runGeneration(ask.value, { identity, admission, context, signal: request.signal }),
    );
  },
});
