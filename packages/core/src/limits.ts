/** Defaults that callers can meet; shown in `GET /info`. Bytes are UTF-8 bytes. */
export const LIMITS = {
  /** Body of every JSON route but the cache protocol's: far above any prompt that fits the context. */
  bodyBytes: 64 * 1024,
  /** Body of the cache protocol's routes: room for one value of the largest size. */
  cacheBodyBytes: 2 * 1024 ** 2,
  promptBytes: 32 * 1024,
  /** Token ids of one prompt: the longest context that any model has. */
  promptTokens: 8192,
  /** Prompts of one completions request: as many as the engine runs at once. */
  completionPrompts: 8,
  chatMessages: 256,
  maxTokens: 512,
  defaultMaxTokens: 100,
  stopStrings: 4,
  stopBytes: 1024,
  logitBiasTokens: 300,
  topLogprobs: 20,
  /** A regular expression or a choice; what a constraint may hold beyond that, the compiler bounds. */
  constraintBytes: 32 * 1024,
  constraintChoices: 1000,
  /** Nesting of a JSON body: no legitimate request comes near, and deeper ones cost time to walk. */
  jsonDepth: 32,
  embedTexts: 32,
  /** One text; a list of them, documents to rank too, is bounded by its body. */
  embedBytes: 32 * 1024,
  /** Token ids of one input: the longest that any model takes. */
  embedTokens: 8192,
  rerankDocuments: 64,
  detokenizeTokens: 8192,
  /** One part of a model's file: little to send again, and below what any plan of Cloudflare takes as a body. */
  partBytes: 8 * 1024 ** 2,
  /** Parts of one file: more than any that an isolate has room for. */
  fileParts: 256,
} as const;

/** How long a caller waits for a model that is being loaded, and for a generation as a whole. */
export const DEADLINES = {
  modelLoadMs: 10_000,
  generateMs: 120_000,
  embedMs: 30_000,
} as const;
