import { ok, tokenizeAnswer, tokenizeRequest, type Tokenization } from "@steadytext/core";
import { withGenerationModel } from "../services/asked-model.ts";
import { callService } from "../services/call-service.ts";
import { TOKENIZER_DEADLINE_MS } from "../services/tokenizer-deadline.ts";
import { defineRoute, INFERENCE_SCOPES } from "./route.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `POST /tokenize`: the token ids of a text. */
export const tokenizeRoute = defineRoute({
  method: "POST",
  path: "/tokenize",
  summary: "Token ids of a text, with their pieces on request",
  scopes: INFERENCE_SCOPES,
  request: tokenizeRequest,
  response: tokenizeAnswer,
  async handle({ body, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const asked = { content: body.content, addSpecial: body.add_special, parseSpecial: body.parse_special };
    const call = { service: "engine", requestId: context.requestId, deadlineMs: TOKENIZER_DEADLINE_MS } as const;
    const result = await withGenerationModel(body.model, context, ({ name: model }) =>
      callService(call, () => context.engine.tokenize({ model, ...asked })),
    );
    if (!result.ok) return result;
    return ok(Response.json({ tokens: body.with_pieces ? withPieces(result.value) : result.value.tokens }));
  },
});

function withPieces({ tokens, pieces }: Tokenization) {
  return tokens.map((id, index) => ({ id, piece: pieceText(pieces[index] ?? new Uint8Array(0)) }));
}

/** A token's text, or its bytes where they are only part of a character. */
function pieceText(bytes: Uint8Array): string | number[] {
  try {
    return utf8.decode(bytes);
  } catch {
    return [...bytes];
  }
}
