import { checkBounds, readCount } from "./keywords.ts";
import type { Located } from "./located.ts";

/** Bounds that all of `parts` set on the number of a string's characters. */
export function stringLengths(parts: readonly Located[]): { readonly min: number; readonly max: number } {
  let min = 0;
  let max = Infinity;
  for (const { schema, pointer } of parts) {
    if (typeof schema === "boolean") continue;
    const low = readCount(schema, pointer, "minLength") ?? 0;
    const high = readCount(schema, pointer, "maxLength") ?? Infinity;
    checkBounds(pointer, "minLength", low, high);
    min = Math.max(min, low);
    max = Math.min(max, high);
  }
  return { min, max };
}
