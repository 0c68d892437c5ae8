/** A model's public name. Narrow on purpose: it becomes part of storage keys and headers. */
export const MODEL_NAME = {
  pattern: /^[a-z0-9][a-z0-9._-]{0,63}$/,
  message: "must be a model name: lower-case letters, digits, dot, dash and underscore, 64 at most",
} as const;

/** SHA-256 in hexadecimal. */
export const SHA256 = { pattern: /^[0-9a-f]{64}$/, message: "must be 64 lower-case hexadecimal digits" } as const;
