/** `POST /tokenize`, but for its text. */
export interface TokenizeOptions {
  /** true: put the model's begin token first, where it has one. */
  add_special?: boolean | undefined;
  /** true: special tokens written in the text become single tokens. */
  parse_special?: boolean | undefined;
  model?: string | undefined;
}

export interface TokenizeAnswer {
  tokens: number[];
}

/** A token with its bytes: as text, or as numbers where they are no UTF-8 of their own. */
export interface TokenWithPiece {
  id: number;
  piece: string | number[];
}

export interface TokenizePiecesAnswer {
  tokens: TokenWithPiece[];
}

export interface DetokenizeAnswer {
  /** Bytes that are no UTF-8 come back as U+FFFD. */
  content: string;
}

/** A model that the key may ask for. */
export interface ModelEntry {
  id: string;
  object: "model";
  /** Unix seconds at which the version that answers was published. */
  created: number;
  owned_by: "steadytext";
}

export interface ModelInfo {
  name: string;
  version: string;
  /** SHA-256 of the weights. */
  model_digest: string;
  /** SHA-256 over the code and rules that can change an output. */
  engine_digest: string;
}

/** The answer to `GET /info`: a model that cannot be asked is null. */
export interface InfoAnswer {
  name: "steadytext-edge";
  version: string;
  models: {
    generate: (ModelInfo & { context_length: number }) | null;
    embed: (ModelInfo & { dimension: number; max_tokens: number }) | null;
  };
  limits: Record<string, number>;
}

/** How a model is: `reason` is there where its load failed. */
export interface ModelState {
  state: "ready" | "loading" | "unloaded" | "failed";
  name?: string | undefined;
  version?: string | undefined;
  model_digest?: string | undefined;
  engine_digest?: string | undefined;
  reason?: string | undefined;
  fault?: string | undefined;
}

/** The answer to `GET /health/ready`. */
export interface ReadyAnswer {
  status: "ready" | "not_ready";
  models: { generate: ModelState; embed: ModelState };
}
