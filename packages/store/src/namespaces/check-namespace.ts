import { fail, NAMESPACE_LIMITS as LIMITS, ok, utf8Length, type NamespaceItem, type Result, type ServiceError } from "@steadytext/core";

type Check = Result<null, ServiceError>;

/** Refuses a tenant or a name that cannot name a namespace. */
export function checkName(tenant: string, cacheName: string): Check {
  if (typeof tenant !== "string" || !/^[\x21-\x7e]{1,128}$/.test(tenant))
    return fail("invalid_request", "tenant: must be 1 to 128 printable ASCII characters", { param: "tenant" });
  if (typeof cacheName !== "string" || cacheName === "" || !cacheName.isWellFormed() || utf8Length(cacheName) > LIMITS.cacheNameBytes)
    return fail("invalid_request", `cache_name: must be text of 1 to ${LIMITS.cacheNameBytes} bytes of UTF-8`, { param: "cache_name" });
  return ok(null);
}

/** Refuses a size that is no size. */
export function checkMaxSize(maxSizeBytes: number): Check {
  if (Number.isFinite(maxSizeBytes) && maxSizeBytes > 0 && maxSizeBytes <= LIMITS.maxSizeBytes) return ok(null);
  const megabytes = LIMITS.maxSizeBytes / 1024 ** 2;
  return fail("invalid_request", `max_size_mb: must be above 0 and at most ${megabytes}`, { param: "max_size_mb" });
}

/** Refuses keys that are no text, and more of them than one call may have. */
export function checkKeys(keys: readonly string[]): Check {
  if (!Array.isArray(keys) || keys.length > LIMITS.keys)
    return fail("invalid_request", `keys: at most ${LIMITS.keys} a call: send fewer at a time`, { param: "keys" });
  const at = keys.findIndex((key) => typeof key !== "string");
  return at === -1 ? ok(null) : fail("invalid_request", `keys.${at}: must be text`, { param: `keys.${at}` });
}

/** Refuses items that could not be stored, before any is. */
export function checkItems(items: readonly NamespaceItem[]): Check {
  if (!Array.isArray(items) || items.length > LIMITS.keys)
    return fail("invalid_request", `items: at most ${LIMITS.keys} a call: send fewer at a time`, { param: "items" });
  for (const [at, { key, value }] of items.entries()) {
    if (typeof key !== "string") return fail("invalid_request", `items.${at}.key: must be text`, { param: `items.${at}.key` });
    if (typeof value !== "string" || !/^[A-Za-z0-9+/_=-]*$/.test(value))
      return fail("invalid_request", `items.${at}.value: must be base64 text`, { param: `items.${at}.value` });
    if (value.length > LIMITS.valueBytes)
      return fail(
        "body_too_large",
        `items.${at}.value: must be at most ${LIMITS.valueBytes} characters: store it in parts, or not at all`,
        {
          param: `items.${at}.value`,
        },
      );
  }
  return ok(null);
}
