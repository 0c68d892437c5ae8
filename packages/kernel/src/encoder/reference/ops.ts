// Every operation of the encoder in plain double precision, with the rounding of activations to 16 bits as its only
// approximation. Slow on purpose: it is what the kernel is compared with.
import { roundToScale, softmax } from "../../reference/ops.ts";

/** (x - mean) / sqrt(variance + epsilon) * weight + bias */
export function layerNorm(x: Float64Array, weight: ArrayLike<number>, bias: ArrayLike<number>, epsilon: number): Float64Array {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + epsilon)) * (weight[i] ?? NaN) + (bias[i] ?? NaN));
}

/** erfc by its continued fraction, for x of at least 2 (Abramowitz and Stegun 7.1.14). */
function erfcTail(x: number): number {
  let fraction = 0;
  for (let k = 200; k >= 1; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** 1 - erf(x); below 2 by the power series of erf (Abramowitz and Stegun 7.1.5). */
function erfc(x: number): number {
  if (x >= 2) return erfcTail(x);
  if (x <= -2) return 2 - erfcTail(-x);
  let [sum, term] = [0, x];
  for (let n = 0; n < 60; n++) {
    sum += term / (2 * n + 1);
    term *= (-x * x) / (n + 1);
  }
  return 1 - (2 / Math.sqrt(Math.PI)) * sum;
}

/** x (1 + erf(x / sqrt 2)) / 2 */
export function gelu(x: number): number {
  return 0.5 * x * erfc(-x * Math.SQRT1_2);
}

/** x W + bias, with x as 16-bit integers of one scale and W as rows of inputs. */
export function linear(x: Float64Array, w: readonly Float64Array[], bias: ArrayLike<number>): Float64Array {
  const out = Float64Array.from(bias);
  roundToScale(x, x.length, 32_767).forEach((value, k) => {
    w[k]?.forEach((weight, n) => (out[n] = (out[n] ?? NaN) + value * weight));
  });
  return out;
}

/** Each query (width) over all keys and values of one head. */
export function attention(
  queries: readonly Float64Array[],
  keys: readonly Float64Array[],
  values: readonly Float64Array[],
): Float64Array[] {
  return queries.map((query) => {
    const dot = (key: Float64Array) => query.reduce((sum, value, i) => sum + value * (key[i] ?? NaN), 0);
    const weights = softmax(keys.map((key) => dot(key) / Math.sqrt(query.length)));
    return query.map((_, d) => weights.reduce((sum, weight, t) => sum + weight * (values[t]?.[d] ?? NaN), 0));
  });
}
