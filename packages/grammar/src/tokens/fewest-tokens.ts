import type { TokenTrie } from "./token-trie.ts";

/** The fewest tokens that spell `bytes`; of several divisions the one whose tokens are longest from the left. */
export function fewestTokens(trie: TokenTrie, bytes: Uint8Array): number[] {
  const counts = new Float64Array(bytes.length + 1).fill(Infinity);
  const tokens = new Int32Array(bytes.length);
  const lengths = new Int32Array(bytes.length);
  counts[bytes.length] = 0;
  for (let at = bytes.length - 1; at >= 0; at--) {
    trie.forEachPrefix(bytes, at, (token, length) => {
      const count = 1 + counts[at + length]!;
      if (count > counts[at]! || count === Infinity) return;
      counts[at] = count;
      tokens[at] = token;
      lengths[at] = length;
    });
  }
  if (counts[0] === Infinity) throw new Error("The vocabulary has no token for some byte");
  const run: number[] = [];
  for (let at = 0; at < bytes.length; at += lengths[at]!) run.push(tokens[at]!);
  return run;
}
