import { ChatTemplate } from "../chat/chat-template.ts";
import type { Metadata } from "../gguf/metadata.ts";
import { readModelCard, type ModelCard } from "../model/hparams.ts";
import { Tokenizer } from "../tokenizer/tokenizer.ts";

const TEMPLATE_KEY = "tokenizer.chat_template";

/** What a file's metadata describes: all of a model but its weights. */
export interface ModelParts {
  readonly card: ModelCard;
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: ChatTemplate | null;
}

/** Reads a model's metadata, which ends with that; raises `GgufError` for what is missing, wrong or unsupported. */
export function readModel(metadata: Metadata): ModelParts {
  try {
    const tokenizer = new Tokenizer(metadata);
    return {
      card: readModelCard(metadata, tokenizer.vocabulary.size),
      tokenizer,
      chatTemplate: metadata.has(TEMPLATE_KEY) ? readTemplate(metadata.string(TEMPLATE_KEY), tokenizer) : null,
    };
  } finally {
    metadata.release();
  }
}

function readTemplate(source: string, { vocabulary, bosToken, eosToken }: Tokenizer): ChatTemplate {
  return new ChatTemplate(source, {
    bosText: bosToken === null ? "" : vocabulary.text(bosToken),
    eosText: eosToken === null ? "" : vocabulary.text(eosToken),
  });
}
