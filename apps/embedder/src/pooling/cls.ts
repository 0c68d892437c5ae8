/**
 * The vector of the first token, which models of this kind train to stand for the text.
 * @param hidden (tokens, dimension) row-major
 * @returns (dimension,)
 */
export function clsPool(hidden: Float32Array, tokens: number): Float64Array {
  return Float64Array.from(hidden.subarray(0, hidden.length / tokens));
}
