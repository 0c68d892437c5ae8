/**
 * Lets `choose` see the logits of allowed tokens only, the others at minus infinity; with `restores`, puts the model's own back. Bit
 * `token & 31` of word `token >> 5` of the mask is set for an allowed token. Null allows all.
 */
export function masked<T>(logits: Float32Array, mask: Uint32Array | null, restores: boolean, choose: () => T): T {
  if (mask === null) return choose();
  const own = restores ? logits.slice() : null;
  forbid(logits, mask);
  try {
    return choose();
  } finally {
    if (own !== null) logits.set(own);
  }
}

function forbid(logits: Float32Array, mask: Uint32Array): void {
  for (let at = 0, word = 0; at < logits.length; at += 32, word++) {
    const allowed = mask[word]!;
    const end = Math.min(at + 32, logits.length);
    if (allowed === 0) logits.fill(-Infinity, at, end);
    else if (allowed !== 0xffff_ffff) {
      for (let token = at; token < end; token++) if (((allowed >>> (token - at)) & 1) === 0) logits[token] = -Infinity;
    }
  }
}
