/** Below this norm a vector has no direction; it is divided by this instead, as PyTorch's `normalize` does. */
const SMALLEST_NORM = 1e-12;

/** The vector at length 1, rounded once to float32. Square root and division are exact to the last bit on every host (IEEE 754). */
export function unitVector(vector: Float64Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const norm = Math.max(Math.sqrt(squares), SMALLEST_NORM);
  return Float32Array.from(vector, (value) => value / norm);
}
