import { chatAnswer, chatRequest, effectiveChat } from "@steadytext/core";
import { limitTokens } from "../../generation/generation-ask.ts";
import { runGeneration } from "../../generation/run-generation.ts";
import { chatDialect } from "../../openai/chat-dialect.ts";
import { inOpenaiTerms } from "../../openai/in-openai-terms.ts";
import { openaiAsk } from "../../openai/openai-ask.ts";
import { UNSUPPORTED } from "../../openai/unsupported-fields.ts";
import { withGenerationModel } from "../../services/asked-model.ts";
import { defineRoute } from "../route.ts";

/** `POST /v1/chat/completions`: the assistant's next turn, whole or as an event stream. */
export const chatCompletionsRoute = defineRoute({
  method: "POST",
  path: "/v1/chat/completions",
  summary: "The assistant's next turn, as OpenAI's API tells it",
  scopes: ["generate"],
  request: chatRequest,
  unsupported: { ...UNSUPPORTED, echo: false },
  response: chatAnswer,
  docs: { mediaTypes: { "text/event-stream": "chat.completion.chunk objects, then [DONE]; where stream is true" } },
  async handle({ request, body, admission, context }) {
    const effective = effectiveChat(body);
    if (!effective.ok) return effective;
    const named = (["max_tokens", "max_completion_tokens"] as const).find((name) => (body[name] ?? null) !== null);
    const limited = limitTokens(effective.value, context.config.STEADYTEXT_MAX_TOKENS, named);
    if (!limited.ok) return limited;
    const ask = {
      request: limited.value,
      ...openaiAsk(body, request.headers),
      dialect: (facts, errors) => chatDialect(facts, errors, body.stream_options?.include_usage === true),
    } satisfies Parameters<typeof runGeneration>[0];
    const answered = await withGenerationModel(body.model ?? undefined, context, (identity) =>
      runGeneration(ask, { identity, admission, context, signal: request.signal }),
    );
    return inOpenaiTerms(answered, body);
  },
});
