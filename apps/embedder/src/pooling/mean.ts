/**
 * The mean of the token vectors. A text runs alone and unpadded, so every token counts.
 * Sums are taken in double precision, token by token in order.
 * @param hidden (tokens, dimension) row-major
 * @returns (dimension,)
 */
export function meanPool(hidden: Float32Array, tokens: number): Float64Array {
  const dimension = hidden.length / tokens;
  const mean = new Float64Array(dimension);
  for (let token = 0; token < tokens; token++) {
    const row = token * dimension;
    for (let i = 0; i < dimension; i++) mean[i] = mean[i]! + hidden[row + i]!;
  }
  for (let i = 0; i < dimension; i++) mean[i] = mean[i]! / tokens;
  return mean;
}
