/** Index of the highest of `count` f32 at x, none of them NaN; ties, also of -0 and +0, go to the lowest index. */
export function argmaxOf(x: usize, count: u32): u32 {
  const whole = <usize>(count & ~15) * 4;
  const lowest = f32x4.splat(-Infinity);
  let a = lowest, b = lowest, c = lowest, d = lowest;
  for (let i: usize = 0; i < whole; i += 64) {
    a = f32x4.pmax(a, v128.load(x + i));
    b = f32x4.pmax(b, v128.load(x + i, 16));
    c = f32x4.pmax(c, v128.load(x + i, 32));
    d = f32x4.pmax(d, v128.load(x + i, 48));
  }
  const m = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
  let best = max<f32>(
    max<f32>(f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)),
    max<f32>(f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)),
  );
  for (let i = whole; i < <usize>count * 4; i += 4) best = max<f32>(best, load<f32>(x + i));
  let at: u32 = 0;
  while (at < count - 1 && load<f32>(x + 4 * <usize>at) != best) at++;
  return at;
}
