/**
 * Most a GGUF header may hold. A file past one of these is refused by name before anything is allocated for it; each is several times
 * what published models of this architecture need.
 */
export const GGUF_LIMITS = {
  /** Everything before the tensor data. A vocabulary of 49,152 tokens takes 1.8 MB. */
  headerBytes: 32 * 1024 * 1024,
  tensors: 8192,
  metadataEntries: 1024,
  /** Fixed by the format: 2^16 - 1 for keys, 64 for tensor names. */
  keyBytes: 65_535,
  tensorNameBytes: 64,
  /** The longest strings are chat templates. */
  stringBytes: 256 * 1024,
  arrayItems: 1 << 20,
  dims: 4,
  /** Keeps every element count and byte size an exact integer in a double. */
  dimSize: 2 ** 31 - 1,
  alignment: 65_536,
} as const;
