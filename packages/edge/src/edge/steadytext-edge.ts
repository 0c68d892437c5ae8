import type { Cache } from "@steadytext/store";
import { generateBody } from "../client/bodies.ts";
import { withMeta, type Answered } from "../client/answer-meta.ts";
import { AnswerStream, type StreamedAnswer } from "../client/answer-stream.ts";
import { GenerationReading } from "../client/generation-reading.ts";
import { withParsed } from "../schema/with-parsed.ts";
import type { EmbedAnswer, EmbedListAnswer, EmbedOptions } from "../wire/embed.ts";
import type { GenerateAnswer, GenerateOptions, GenerateRequest, TokenEvent } from "../wire/generate.ts";
import type { Parsed, WithSchema } from "../wire/with-schema.ts";
import { edgeCache } from "./edge-cache.ts";
import { EdgeEmbedder } from "./edge-embedder.ts";
import { EdgeGenerator } from "./edge-generator.ts";
import { edgeSettings, type EdgeOptions } from "./edge-options.ts";
import { UserValues } from "./user-values.ts";

/** What may differ from call to call. */
export interface EdgeCallOptions {
  /** Aborting ends the work; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Which model is in memory. */
export interface WarmModel {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the weights. */
  readonly modelDigest: string;
  /** SHA-256 over the code and rules that can change an output. */
  readonly engineDigest: string;
}

/** A day, as in the service. */
const TTL_SECONDS = 86_400;

/**
 * The service in one's own Worker, without its HTTP: the same models, rules, digests and cache entries, so the same bytes. Instances are
 * cheap; what is costly, the one model in memory, is shared by all of an isolate. Every method rejects with a `SteadyTextError`.
 */
export class SteadyTextEdge {
  readonly #cache: Cache;
  readonly #generator: EdgeGenerator;
  readonly #embedder: EdgeEmbedder;
  readonly #values: UserValues;

  constructor(options: EdgeOptions) {
    const settings = edgeSettings(options);
    this.#cache = edgeCache(settings);
    this.#generator = new EdgeGenerator(settings, this.#cache);
    this.#embedder = new EdgeEmbedder(settings, this.#cache);
    this.#values = new UserValues(settings);
  }

  /** Text for a prompt, as `POST /generate` answers it; with a schema its value too, as `parsed`. */
  generate<T>(
    request: WithSchema<GenerateRequest, T>,
    options?: undefined,
    call?: EdgeCallOptions,
  ): Promise<Answered<Parsed<GenerateAnswer, T>>>;
  generate(asked: string | GenerateRequest, options?: GenerateOptions, call?: EdgeCallOptions): Promise<Answered<GenerateAnswer>>;
  async generate(
    asked: string | GenerateRequest,
    options: GenerateOptions = {},
    call: EdgeCallOptions = {},
  ): Promise<Answered<GenerateAnswer>> {
    const stream = this.generateStream(asked, options, call);
    const answer = await stream.final();
    return withMeta(answer, stream.meta!);
  }

  /** The same, token for token. Work begins when the first token is asked for. */
  generateStream<T>(
    request: WithSchema<GenerateRequest, T>,
    options?: undefined,
    call?: EdgeCallOptions,
  ): StreamedAnswer<TokenEvent, Parsed<GenerateAnswer, T>>;
  generateStream(
    asked: string | GenerateRequest,
    options?: GenerateOptions,
    call?: EdgeCallOptions,
  ): StreamedAnswer<TokenEvent, GenerateAnswer>;
  generateStream(
    asked: string | GenerateRequest,
    options: GenerateOptions = {},
    { signal }: EdgeCallOptions = {},
  ): StreamedAnswer<TokenEvent, GenerateAnswer> {
    const request: GenerateRequest = { ...(typeof asked === "string" ? { prompt: asked } : asked), ...options };
    const reading = new GenerationReading((answer) => withParsed(answer, request.schema, answer.text));
    return new AnswerStream((onOpen) => this.#generator.events(generateBody(request), signal, onOpen), reading);
  }

  /** The vector of a text, or those of several, as `POST /embed` answers them. */
  embed(
    texts: string[],
    options?: EmbedOptions & { aggregate?: "none" | undefined },
    call?: EdgeCallOptions,
  ): Promise<Answered<EmbedListAnswer>>;
  embed(texts: string[], options: EmbedOptions & { aggregate: "mean" }, call?: EdgeCallOptions): Promise<Answered<EmbedAnswer>>;
  embed(text: string, options?: EmbedOptions, call?: EdgeCallOptions): Promise<Answered<EmbedAnswer>>;
  embed(
    text: string | string[],
    options: EmbedOptions = {},
    { signal }: EdgeCallOptions = {},
  ): Promise<Answered<EmbedAnswer | EmbedListAnswer>> {
    return this.#embedder.embed({ text, ...options }, signal);
  }

  /** A value that `setCache` put there; null where there is none, or its time is over. What `generate` and `embed` compute is cached without it. */
  async getFromCache<T = unknown>(key: string): Promise<T | null> {
    return (await this.#values.get(key)) as T | null;
  }

  /**
   * Keeps a value that JSON can hold, by any key.
   * @param ttl seconds that it lives, a day by default; null keeps it until there is no room
   */
  setCache(key: string, value: unknown, { ttl = TTL_SECONDS }: { readonly ttl?: number | null | undefined } = {}): Promise<void> {
    return this.#values.set(key, value, ttl);
  }

  /** Has a model in memory before a request needs it. One fits: that of the other kind leaves it. */
  async warm(kind: "generate" | "embed" = "generate"): Promise<WarmModel> {
    const { name, version, modelDigest, engineDigest } = await (kind === "generate" ? this.#generator : this.#embedder).warm();
    return { name, version, modelDigest, engineDigest };
  }

  /** Removes what is past its lifetime, then the least valuable past 256 MiB: for a scheduled trigger. */
  async cleanUp(): Promise<void> {
    await this.#cache.cleanUp();
  }
}
