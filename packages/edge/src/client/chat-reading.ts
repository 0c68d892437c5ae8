import type { ChatAnswer, ChatChunk, ChatLogprobs } from "../wire/openai.ts";
import type { StreamReading } from "./answer-stream.ts";

/** Adds the chunks of a chat up to the answer that it would have been unstreamed. */
export class ChatReading<Final> implements StreamReading<ChatChunk, ChatChunk, Final> {
  readonly #finish: (answer: ChatAnswer) => Final | Promise<Final>;
  #content = "";
  readonly #logprobs: NonNullable<ChatLogprobs>["content"] = [];
  #finishReason: ChatAnswer["choices"][number]["finish_reason"] | null = null;
  #last: ChatChunk | null = null;

  constructor(finish: (answer: ChatAnswer) => Final | Promise<Final>) {
    this.#finish = finish;
  }

  item(chunk: ChatChunk): ChatChunk {
    this.#last = chunk;
    const [choice] = chunk.choices;
    if (choice === undefined) return chunk;
    this.#content += choice.delta.content ?? "";
    this.#finishReason = choice.finish_reason ?? this.#finishReason;
    this.#logprobs.push(...(choice.logprobs?.content ?? []));
    return chunk;
  }

  final(): Final | Promise<Final> | undefined {
    const last = this.#last;
    const finish_reason = this.#finishReason;
    if (last === null || finish_reason === null || !last.usage) return undefined;
    const { id, created, model, system_fingerprint, usage } = last;
    const logprobs = this.#logprobs.length === 0 ? null : { content: this.#logprobs, refusal: null };
    const message = { role: "assistant", content: this.#content, refusal: null } as const;
    return this.#finish({
      id,
      created,
      model,
      system_fingerprint,
      object: "chat.completion",
      choices: [{ index: 0, message, logprobs, finish_reason }],
      usage,
    });
  }
}
