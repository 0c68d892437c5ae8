/** What the headers of an answer say. */
export interface AnswerMeta {
  readonly requestId: string | null;
  /** Where the answer came from; null for routes that cache nothing. */
  readonly cache: "HIT" | "MISS" | "COALESCED" | "BYPASS" | null;
  /** `name@sha256:…` of the weights that answered. */
  readonly model: string | null;
  /** SHA-256 of everything that decides the answer. */
  readonly digest: string | null;
  readonly headers: Headers;
}

/** An answer's body, with what its headers say beside it; `meta` is not enumerable, so that the body is told as it came. */
export type Answered<T> = T & { readonly meta: AnswerMeta };

export function answerMeta({ headers }: Pick<Response, "headers">): AnswerMeta {
  return {
    requestId: headers.get("x-request-id"),
    cache: headers.get("x-steadytext-cache") as AnswerMeta["cache"],
    model: headers.get("x-steadytext-model"),
    digest: headers.get("x-steadytext-digest"),
    headers,
  };
}

export function withMeta<T extends object>(body: T, meta: AnswerMeta): Answered<T> {
  return Object.defineProperty(body, "meta", { value: meta, enumerable: false }) as Answered<T>;
}
