import { detokenizeAnswer, detokenizeRequest, ok } from "@steadytext/core";
import { withGenerationModel } from "../services/asked-model.ts";
import { callService } from "../services/call-service.ts";
import { TOKENIZER_DEADLINE_MS } from "../services/tokenizer-deadline.ts";
import { defineRoute, INFERENCE_SCOPES } from "./route.ts";

const utf8 = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** `POST /detokenize`: the text of token ids. */
export const detokenizeRoute = defineRoute({
  method: "POST",
  path: "/detokenize",
  summary: "Text of token ids; bytes that are no UTF-8 come back as U+FFFD",
  scopes: INFERENCE_SCOPES,
  request: detokenizeRequest,
  response: detokenizeAnswer,
  async handle({ body, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const call = { service: "engine", requestId: context.requestId, deadlineMs: TOKENIZER_DEADLINE_MS } as const;
    const result = await withGenerationModel(body.model, context, ({ name }) =>
      callService(call, () => context.engine.detokenize(name, body.tokens)),
    );
    return result.ok ? ok(Response.json({ content: utf8.decode(result.value) })) : result;
  },
});
