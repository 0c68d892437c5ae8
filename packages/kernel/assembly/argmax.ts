/** Index of the highest of `count` f32 at x; ties go to the lowest index. */
export function argmaxOf(x: usize, count: u32): u32 {
  let best = load<f32>(x);
  let at: u32 = 0;
  for (let i: u32 = 1; i < count; i++) {
    const value = load<f32>(x + 4 * <usize>i);
    if (value > best) {
      best = value;
      at = i;
    }
  }
  return at;
}
