import { ServerError } from "../errors/steadytext-error.ts";
import { withParsed } from "../schema/with-parsed.ts";
import type { EmbedAnswer, EmbedListAnswer, EmbedOptions, RerankAnswer, RerankOptions } from "../wire/embed.ts";
import type { GenerateAnswer, GenerateRequest, TokenEvent } from "../wire/generate.ts";
import type {
  ChatAnswer,
  ChatChunk,
  ChatMessage,
  ChatOptions,
  CompletionAnswer,
  CompletionOptions,
  CompletionPrompt,
} from "../wire/openai.ts";
import type {
  DetokenizeAnswer,
  InfoAnswer,
  ModelEntry,
  ReadyAnswer,
  TokenizeAnswer,
  TokenizeOptions,
  TokenizePiecesAnswer,
} from "../wire/service.ts";
import type { Parsed, WithSchema } from "../wire/with-schema.ts";
import { answerEvents } from "./answer-events.ts";
import type { Answered } from "./answer-meta.ts";
import { AnswerStream, type StreamedAnswer, type StreamReading } from "./answer-stream.ts";
import { chatBody, completionBody, generateBody } from "./bodies.ts";
import { ChatReading } from "./chat-reading.ts";
import { clientSettings, type CallOptions, type ClientOptions } from "./client-options.ts";
import { GenerationReading } from "./generation-reading.ts";
import { jsonCall, type RequestOptions } from "./json-call.ts";
import { Transport, type Call, type RequestBody } from "./transport.ts";

/** A generation as it is written, token for token. */
export type GenerationStream<Final = GenerateAnswer> = StreamedAnswer<TokenEvent, Final>;
/** A chat's answer as it is written, chunk for chunk. */
export type ChatStream<Final = ChatAnswer> = StreamedAnswer<ChatChunk, Final>;

/**
 * Client of the HTTP API. Every method rejects with a `SteadyTextError`, or with the reason of an aborted signal. Answers are functions of
 * their requests, so what fails for a passing reason is asked again.
 */
export class SteadyTextClient {
  readonly #transport: Transport;
  readonly #retries: number;

  /** @throws SteadyTextError `invalid_options` */
  constructor(options: ClientOptions) {
    const settings = clientSettings(options);
    this.#transport = new Transport(settings);
    this.#retries = settings.retries;
  }

  /** Text for a prompt; with a schema its value too, as `parsed`. */
  generate<T>(request: WithSchema<GenerateRequest, T>, options?: CallOptions): Promise<Answered<Parsed<GenerateAnswer, T>>>;
  generate(asked: string | GenerateRequest, options?: CallOptions): Promise<Answered<GenerateAnswer>>;
  async generate(asked: string | GenerateRequest, options: CallOptions = {}): Promise<Answered<GenerateAnswer>> {
    const answer = await this.#post<GenerateAnswer>("/generate", generateBody(asked), options);
    return typeof asked === "string" ? answer : withParsed(answer, asked.schema, answer.text);
  }

  /** The same, token for token. */
  stream<T>(request: WithSchema<GenerateRequest, T>, options?: CallOptions): GenerationStream<Parsed<GenerateAnswer, T>>;
  stream(asked: string | GenerateRequest, options?: CallOptions): GenerationStream;
  stream(asked: string | GenerateRequest, options: CallOptions = {}): GenerationStream {
    const schema = typeof asked === "string" ? undefined : asked.schema;
    const reading = new GenerationReading((answer) => withParsed(answer, schema, answer.text));
    return this.#stream(jsonCall("POST", "/generate", { ...generateBody(asked), stream: true }, options), reading);
  }

  /** The next turn of a conversation. */
  chat<T>(
    messages: readonly ChatMessage[],
    options: WithSchema<ChatOptions, T>,
    call?: CallOptions,
  ): Promise<Answered<Parsed<ChatAnswer, T>>>;
  chat(messages: readonly ChatMessage[], options?: ChatOptions, call?: CallOptions): Promise<Answered<ChatAnswer>>;
  async chat(messages: readonly ChatMessage[], options: ChatOptions = {}, call: CallOptions = {}): Promise<Answered<ChatAnswer>> {
    const answer = await this.#post<ChatAnswer>("/v1/chat/completions", chatBody(messages, options), call);
    return withParsed(answer, options.schema, contentOf(answer));
  }

  /** The same, chunk for chunk. */
  chatStream<T>(
    messages: readonly ChatMessage[],
    options: WithSchema<ChatOptions, T>,
    call?: CallOptions,
  ): ChatStream<Parsed<ChatAnswer, T>>;
  chatStream(messages: readonly ChatMessage[], options?: ChatOptions, call?: CallOptions): ChatStream;
  chatStream(messages: readonly ChatMessage[], options: ChatOptions = {}, call: CallOptions = {}): ChatStream {
    const body = { ...chatBody(messages, options), stream: true, stream_options: { include_usage: true } };
    const reading = new ChatReading((answer) => withParsed(answer, options.schema, contentOf(answer)));
    return this.#stream(jsonCall("POST", "/v1/chat/completions", body, call), reading);
  }

  /** What follows a text, or each of several, without a chat template; also scores texts, with `echo` and `logprobs`. */
  complete(prompt: CompletionPrompt, options: CompletionOptions = {}, call: CallOptions = {}): Promise<Answered<CompletionAnswer>> {
    return this.#post("/v1/completions", completionBody(prompt, options), call);
  }

  /** The vector of a text, or those of several. */
  embed(
    texts: string[],
    options?: EmbedOptions & { aggregate?: "none" | undefined },
    call?: CallOptions,
  ): Promise<Answered<EmbedListAnswer>>;
  embed(texts: string[], options: EmbedOptions & { aggregate: "mean" }, call?: CallOptions): Promise<Answered<EmbedAnswer>>;
  embed(text: string, options?: EmbedOptions, call?: CallOptions): Promise<Answered<EmbedAnswer>>;
  embed(text: string | string[], options: EmbedOptions = {}, call: CallOptions = {}): Promise<Answered<EmbedAnswer | EmbedListAnswer>> {
    return this.#post("/embed", { text, ...options }, call);
  }

  /** Documents in the order of how near they are to a query. */
  rerank(
    query: string,
    documents: (string | { text: string })[],
    options: RerankOptions = {},
    call: CallOptions = {},
  ): Promise<Answered<RerankAnswer>> {
    return this.#post("/rerank", { query, documents, ...options }, call);
  }

  /** The token ids of a text; with pieces, each token's bytes too. */
  tokenize(content: string, options: TokenizeOptions & { with_pieces: true }, call?: CallOptions): Promise<Answered<TokenizePiecesAnswer>>;
  tokenize(
    content: string,
    options?: TokenizeOptions & { with_pieces?: false | undefined },
    call?: CallOptions,
  ): Promise<Answered<TokenizeAnswer>>;
  tokenize(
    content: string,
    options: TokenizeOptions & { with_pieces?: boolean | undefined } = {},
    call: CallOptions = {},
  ): Promise<Answered<TokenizeAnswer | TokenizePiecesAnswer>> {
    return this.#post("/tokenize", { content, ...options }, call);
  }

  /** The text of token ids. */
  detokenize(tokens: number[], options: { model?: string | undefined } = {}, call: CallOptions = {}): Promise<Answered<DetokenizeAnswer>> {
    return this.#post("/detokenize", { tokens, ...options }, call);
  }

  /** The models that the key may ask for, the default of each kind first. */
  async models(call: CallOptions = {}): Promise<ModelEntry[]> {
    const { data } = await this.request<{ data: ModelEntry[] }>("GET", "/v1/models", call);
    return data;
  }

  /** Models, digests, version and limits. */
  info(call: CallOptions = {}): Promise<Answered<InfoAnswer>> {
    return this.request("GET", "/info", call);
  }

  /** Whether the service answers at all; needs no key. */
  health(call: CallOptions = {}): Promise<Answered<{ status: "ok" }>> {
    return this.request("GET", "/health", { ...call, headers: { accept: "application/json", ...call.headers } });
  }

  /** Whether both models are in memory; needs no key. "not_ready" is an answer too. */
  async ready(call: CallOptions = {}): Promise<ReadyAnswer> {
    try {
      return await this.request<ReadyAnswer>("GET", "/health/ready", { ...call, retries: 0 });
    } catch (error) {
      if (!(error instanceof ServerError) || error.details["status"] !== "not_ready") throw error;
      return { status: "not_ready", models: error.details["models"] as ReadyAnswer["models"] };
    }
  }

  /** Any other JSON route, such as those below `/admin`. Sent again after a passing failure only if it is `repeatable`, as GET is. */
  request<T extends object>(method: string, path: `/${string}`, options: RequestOptions = {}): Promise<Answered<T>> {
    const { body, repeatable = method === "GET", ...call } = options;
    return this.#transport.json<T>(jsonCall(method, path, body, call, repeatable));
  }

  /** Any route as it answers, its body unread; one try, unless it is a GET. For uploads and exports; `timeoutMs` counts until the answer begins. */
  fetch(path: `/${string}`, options: CallOptions & { method?: string; body?: RequestBody } = {}): Promise<Response> {
    const { method = "GET", body = null, ...call } = options;
    return this.#transport.send({ method, path, body, repeatable: method === "GET", options: call }, (response, attempt) => {
      attempt.suspend();
      return response;
    });
  }

  /** Routes whose answers are functions of their requests. */
  #post<T extends object>(path: string, body: object, options: CallOptions): Promise<Answered<T>> {
    return this.#transport.json<T>(jsonCall("POST", path, body, options));
  }

  #stream<Event extends object, Item, Final>(call: Call, reading: StreamReading<Event, Item, Final>): StreamedAnswer<Item, Final> {
    const retries = call.options.retries ?? this.#retries;
    return new AnswerStream((onOpen) => answerEvents<Event>(this.#transport, call, retries, onOpen), reading);
  }
}

function contentOf(answer: ChatAnswer): string {
  return answer.choices[0]?.message.content ?? "";
}
