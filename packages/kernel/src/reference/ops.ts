// Every operation of the model in plain double precision, with the integer rounding of activations and of the KV cache
// as its only approximation. Slow on purpose: it is what the kernel is compared with.

/** x / sqrt(mean(x^2) + epsilon) * weight */
export function rmsNorm(x: Float64Array, weight: ArrayLike<number>, epsilon: number): Float64Array {
  const mean = x.reduce((sum, value) => sum + value * value, 0) / x.length;
  const scale = 1 / Math.sqrt(mean + epsilon);
  return x.map((value, i) => value * scale * (weight[i] ?? NaN));
}

/** Rounds each run of `length` values to integers of -limit..limit times one scale. */
export function roundToScale(x: Float64Array, length: number, limit: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += length) {
    const run = x.subarray(start, start + length);
    const scale = run.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / limit;
    run.forEach((value, i) => (out[start + i] = scale > 0 ? Math.round(value / scale) * scale : 0));
  }
  return out;
}

/** W (rows, columns) x, with x as int8 in blocks of 32. */
export function matVec(w: readonly Float64Array[], x: Float64Array): Float64Array {
  const rounded = roundToScale(x, 32, 127);
  return Float64Array.from(w, (row) => row.reduce((sum, value, i) => sum + value * (rounded[i] ?? NaN), 0));
}

/** Rotates adjacent pairs of every head by position * base^(-2i / headDim). */
export function rope(x: Float64Array, position: number, base: number, headDim: number): Float64Array {
  return x.map((value, i) => {
    const angle = position * base ** ((-2 * Math.floor((i % headDim) / 2)) / headDim);
    const other = x[i ^ 1] ?? NaN;
    return value * Math.cos(angle) + (i & 1 ? other : -other) * Math.sin(angle);
  });
}

export function silu(x: number): number {
  return x / (1 + Math.exp(-x));
}

export function softmax(x: readonly number[]): number[] {
  const top = Math.max(...x);
  const numerators = x.map((value) => Math.exp(value - top));
  const sum = numerators.reduce((a, b) => a + b, 0);
  return numerators.map((value) => value / sum);
}

/** One query head (d) over keys and values (positions, d), which are kept as int8 with one scale each. */
export function attention(query: Float64Array, keys: readonly Float64Array[], values: readonly Float64Array[]): Float64Array {
  const d = query.length;
  const scores = keys.map((key) => {
    const rounded = roundToScale(key, d, 127);
    return query.reduce((sum, value, i) => sum + value * (rounded[i] ?? NaN), 0) / Math.sqrt(d);
  });
  const out = new Float64Array(d);
  softmax(scores).forEach((p, position) => {
    const rounded = roundToScale(values[position] ?? out, d, 127);
    rounded.forEach((value, i) => (out[i] = (out[i] ?? 0) + p * value));
  });
  return out;
}
