/** What a request asks of the cache. */
export interface CachePolicy {
  /** A stored answer may be given. */
  readonly read: boolean;
  /** The computed answer may be stored. */
  readonly store: boolean;
  /** Nothing may be computed. */
  readonly onlyIfCached: boolean;
}

/**
 * The policy of `Cache-Control` (RFC 9111, section 5.2.1). A positive `max-age` is met by any stored answer: it is a function of its
 * request, so its digest revalidates it at the moment it is read. `max-age=0` asks for a new computation, as `no-cache` does.
 */
export function cachePolicy(headers: Headers, body: { readonly no_cache?: boolean; readonly no_store?: boolean } = {}): CachePolicy {
  const asked = new Map((headers.get("cache-control") ?? "").split(",").map(directive));
  return {
    read: !(asked.has("no-cache") || asked.get("max-age") === "0" || body.no_cache === true),
    store: !(asked.has("no-store") || body.no_store === true),
    onlyIfCached: asked.has("only-if-cached"),
  };
}

function directive(text: string): [name: string, value: string] {
  const [name = "", value = ""] = text.toLowerCase().split("=");
  return [name.trim(), value.replaceAll('"', "").trim()];
}
