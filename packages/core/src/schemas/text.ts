import { z } from "zod";

const encoder = new TextEncoder();

/** Length of `text` in UTF-8 bytes. */
export function utf8Length(text: string): number {
  return encoder.encode(text).byteLength;
}

/** Text that has exactly one UTF-8 form: lone surrogates would all collapse to the same bytes, and so to the same digest. */
export function wellFormedText(maxBytes: number) {
  return z
    .string()
    .refine((text) => text.isWellFormed(), "must be well-formed Unicode, without lone surrogates")
    .refine((text) => text.length <= maxBytes && utf8Length(text) <= maxBytes, `must be at most ${maxBytes} bytes of UTF-8`);
}
