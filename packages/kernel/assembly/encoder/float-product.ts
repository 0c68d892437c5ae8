@inline
function madd(sum: v128, x: v128, w: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, w));
}

/**
 * C (4, 8) = A (4, depth) B (depth, 8) in f32, rows `strideA`, `strideB` and `strideC` bytes apart. Every element is summed in
 * ascending order of depth, from 0.
 */
@inline
export function floatTile(a: usize, strideA: usize, b: usize, strideB: usize, depth: u32, c: usize, strideC: usize): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  let a1 = a + strideA, a2 = a1 + strideA, a3 = a2 + strideA;
  for (const end = a + <usize>depth * 4; a < end; a += 4) {
    const low = v128.load(b), high = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = madd(c00, x, low), c01 = madd(c01, x, high);
    x = v128.load32_splat(a1);
    c10 = madd(c10, x, low), c11 = madd(c11, x, high);
    x = v128.load32_splat(a2);
    c20 = madd(c20, x, low), c21 = madd(c21, x, high);
    x = v128.load32_splat(a3);
    c30 = madd(c30, x, low), c31 = madd(c31, x, high);
    a1 += 4, a2 += 4, a3 += 4, b += strideB;
  }
  v128.store(c, c00), v128.store(c, c01, 16);
  v128.store(c + strideC, c10), v128.store(c + strideC, c11, 16);
  v128.store(c + 2 * strideC, c20), v128.store(c + 2 * strideC, c21, 16);
  v128.store(c + 3 * strideC, c30), v128.store(c + 3 * strideC, c31, 16);
}
