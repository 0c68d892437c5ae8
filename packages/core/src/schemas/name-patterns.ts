const NARROW_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const NARROW_NAME_TEXT = "lower-case letters, digits, dot, dash and underscore, a letter or digit first, 64 at most";

/** A model's public name. Narrow on purpose: it becomes part of storage keys and headers. */
export const MODEL_NAME = { pattern: NARROW_NAME, message: `must be a model name: ${NARROW_NAME_TEXT}` } as const;

/** A version of a model: as narrow as its name. */
export const MODEL_VERSION = { pattern: NARROW_NAME, message: `must be a version: ${NARROW_NAME_TEXT}` } as const;

/** SHA-256 in hexadecimal. */
export const SHA256 = { pattern: /^[0-9a-f]{64}$/, message: "must be 64 lower-case hexadecimal digits" } as const;
