import { completionAnswer, completionRequest, effectiveCompletions, err, ok, type Result, type ServiceError } from "@steadytext/core";
import { limitTokens, type GenerationAsk } from "../../generation/generation-ask.ts";
import { runGeneration } from "../../generation/run-generation.ts";
import { runPrompts } from "../../openai/run-prompts.ts";
import { completionDialect } from "../../openai/completion-dialect.ts";
import { inOpenaiTerms } from "../../openai/in-openai-terms.ts";
import { openaiAsk } from "../../openai/openai-ask.ts";
import { UNSUPPORTED } from "../../openai/unsupported-fields.ts";
import { withGenerationModel } from "../../services/asked-model.ts";
import { defineRoute } from "../route.ts";
import type { CompletionRequest } from "@steadytext/core";

/** `POST /v1/completions`: what follows a prompt, or several; with `echo` also how likely the prompt itself is. */
export const completionsRoute = defineRoute({
  method: "POST",
  path: "/v1/completions",
  summary: "What follows a prompt, and log-probabilities of texts, as OpenAI's API tells them",
  scopes: ["generate"],
  request: completionRequest,
  unsupported: { ...UNSUPPORTED, response_format: undefined },
  response: completionAnswer,
  docs: { mediaTypes: { "text/event-stream": "text_completion objects, then [DONE]; where stream is true" } },
  async handle({ request, body, admission, context }) {
    const asks = completionAsks(body, request.headers, context.config.STEADYTEXT_MAX_TOKENS);
    if (!asks.ok) return asks;
    const [ask] = asks.value;
    const answered = await withGenerationModel(body.model ?? undefined, context, (identity) => {
      const surroundings = { identity, admission, context, signal: request.signal };
      return asks.value.length === 1 && ask ? runGeneration(ask, surroundings) : runPrompts(asks.value, surroundings);
    });
    return inOpenaiTerms(answered, body);
  },
});

function completionAsks(body: CompletionRequest, headers: Headers, mostTokens: number): Result<readonly GenerationAsk[], ServiceError> {
  const effective = effectiveCompletions(body);
  if (!effective.ok) return effective;
  const named = (body.max_tokens ?? null) === null ? undefined : "max_tokens";
  const rest = {
    ...openaiAsk(body, headers),
    dialect: (facts, errors) => completionDialect(facts, errors, body.stream_options?.include_usage === true),
  } satisfies Omit<GenerationAsk, "request">;
  const asks: GenerationAsk[] = [];
  for (const request of effective.value) {
    const limited = limitTokens(request, mostTokens, named);
    if (!limited.ok) return err(limited.error);
    asks.push({ request: limited.value, ...rest });
  }
  return ok(asks);
}
