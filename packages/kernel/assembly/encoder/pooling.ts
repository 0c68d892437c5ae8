/** Below this norm a vector has no direction; it is divided by this instead. */
const SMALLEST_NORM: f64 = 1e-12;

/** out (width) f32 = the mean of stream (tokens, width) f32, summed in f64 in ascending order, at length 1. */
export function poolMean(stream: usize, tokens: u32, width: u32, sums: usize, out: usize): void {
  const bytes = <usize>width * 4;
  const count = f64x2.splat(<f64>tokens);
  for (let i: usize = 0; i < bytes; i += 8) {
    let sum = f64x2.splat(0);
    let x = stream + i;
    for (let t: u32 = 0; t < tokens; t++) {
      sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(x)));
      x += bytes;
    }
    v128.store(sums + 2 * i, f64x2.div(sum, count));
  }
  normalise(sums, width, out);
}

/** out (width) f32 = the first row of the stream at length 1. */
export function poolFirst(stream: usize, width: u32, sums: usize, out: usize): void {
  for (let i: usize = 0; i < <usize>width; i += 2) {
    v128.store(sums + 8 * i, f64x2.promote_low_f32x4(v128.load64_zero(stream + 4 * i)));
  }
  normalise(sums, width, out);
}

function normalise(vector: usize, width: u32, out: usize): void {
  let squares: f64 = 0;
  for (let i: usize = 0; i < <usize>width; i++) squares += load<f64>(vector + 8 * i) * load<f64>(vector + 8 * i);
  const norm = sqrt(squares);
  const divisor = norm < SMALLEST_NORM ? SMALLEST_NORM : norm; // NaN stays
  for (let i: usize = 0; i < <usize>width; i++) store<f32>(out + 4 * i, <f32>(load<f64>(vector + 8 * i) / divisor));
}
