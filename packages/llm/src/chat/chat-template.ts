import { Template } from "@huggingface/jinja";
import { fail, ok, type ChatMessage, type Result, type ServiceError } from "@steadytext/core";
import { GgufError } from "../gguf/gguf-error.ts";
import type { Segment } from "../tokenizer/special-tokens.ts";

/** What the template may ask for besides the messages. */
export interface TemplateTokens {
  readonly bosText: string;
  readonly eosText: string;
}

/** Unicode noncharacters that frame the number of a message in the rendered text. A template that writes them itself is refused. */
const OPEN = "\uFDD0";
const CLOSE = "\uFDD1";
/** The template language's only function that is not a function of its arguments. */
const CLOCK = "strftime_now";
const MARK = /\uFDD0(\d+)\uFDD1/g;

/** What a template may do to a message's content; found out once, by rendering a probe. */
const TRANSFORMS: readonly ((content: string) => string)[] = [(content) => content, (content) => content.trim()];
const PROBE: readonly ChatMessage[] = [{ role: "user", content: " \n{{ 'probe' }} <b>\\n& \n " }];

/**
 * The chat template of a model file. It is rendered with a mark in place of each message's content, so nothing a message says can be
 * taken for the template's own text: special tokens are parsed in the template's stretches and never in a message.
 */
export class ChatTemplate {
  readonly #template: Template;
  readonly #tokens: TemplateTokens;
  readonly #transform: (content: string) => string;

  /** Compiles and tries the template; raises `GgufError` for one that does not render, or changes contents in ways that are not known. */
  constructor(source: string, tokens: TemplateTokens) {
    if (source.includes(OPEN)) throw invalid("holds the noncharacter U+FDD0");
    if (source.includes(CLOCK))
      throw invalid(`reads the clock (${CLOCK}), so that one request would give different tokens on different days`);
    this.#tokens = tokens;
    try {
      this.#template = new Template(source);
      this.#transform = this.#probe();
    } catch (error) {
      throw error instanceof GgufError ? error : invalid(`does not render: ${String(error)}`);
    }
  }

  /** The prompt for the assistant's next turn, as stretches of template and of message. */
  segments(messages: readonly ChatMessage[]): Result<Segment[], ServiceError> {
    try {
      return ok(this.#segments(messages, this.#transform));
    } catch {
      return fail(
        "invalid_request",
        "The model's chat template does not take these messages: let user and assistant take turns, and leave out the system message",
      );
    }
  }

  #segments(messages: readonly ChatMessage[], transform: (content: string) => string): Segment[] {
    const marked = messages.map(({ role }, i) => ({ role, content: `${OPEN}${i}${CLOSE}` }));
    // Splitting by a pattern with one group gives template text and message numbers in turn.
    return this.#render(marked)
      .split(MARK)
      .map((part, i) =>
        i % 2 === 0 ? { text: part, parseSpecial: true } : { text: transform(messages[Number(part)]?.content ?? ""), parseSpecial: false },
      )
      .filter(({ text }) => text !== "");
  }

  #probe(): (content: string) => string {
    const rendered = this.#render(PROBE);
    const found = TRANSFORMS.find((transform) => {
      const segments = this.#segments(PROBE, transform);
      return segments.some(({ parseSpecial }) => !parseSpecial) && segments.map(({ text }) => text).join("") === rendered;
    });
    if (found === undefined) throw invalid("leaves out or changes what messages say, other than by trimming them");
    return found;
  }

  #render(messages: readonly ChatMessage[]): string {
    const { bosText, eosText } = this.#tokens;
    return this.#template.render({ messages, add_generation_prompt: true, bos_token: bosText, eos_token: eosText });
  }
}

function invalid(why: string): GgufError {
  return new GgufError("invalid_chat_template", `The file's chat template ${why}`);
}
