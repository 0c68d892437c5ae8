/*
 * Sums run in float64, in index order, and are rounded to float32 once at the end: the same bytes on every machine.
 */

/** The first `dimension` numbers, normalised again; the vector itself where it is not longer. */
export function cutVector(vector: Float32Array, dimension: number): Float32Array {
  return dimension >= vector.length ? vector : normalised(vector.subarray(0, dimension));
}

/** The normalised mean of vectors of one length; the vector itself where there is one. */
export function meanVector(vectors: readonly Float32Array[]): Float32Array {
  const [first] = vectors;
  if (first === undefined) throw new RangeError("the mean of no vectors is not defined");
  if (vectors.length === 1) return first;
  const sums = new Float64Array(first.length);
  for (const vector of vectors) {
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (vector[i] ?? 0);
  }
  return normalised(sums);
}

/** Cosine of the angle between two vectors of one length; 0 where one of them has no direction. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0;
    dot += value * other;
    aa += value * value;
    bb += other * other;
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}

/** The vector over its length; zeros stay zeros. Dividing by a count first would change nothing but the rounding. */
function normalised(values: Float32Array | Float64Array): Float32Array {
  let squares = 0;
  for (const value of values) squares += value * value;
  const length = Math.sqrt(squares);
  return Float32Array.from(values, (value) => (length === 0 ? 0 : value / length));
}
