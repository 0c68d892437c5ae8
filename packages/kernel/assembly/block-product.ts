import { Q4_0, Q4_1 } from "./block-formats";
import { byteProduct, singleByteProduct } from "./byte-product";
import { narrowProduct, singleProduct, wideProduct } from "./nibble-product";

// One function for each format and width: the engine compiles those that are used.

/**
 * Sums (quads, strips, width) += one block of the four strips of a panel, the first at `q` and `apart` bytes from one to the next, each of
 * `quads` quads, times the spread activations of `width` (1..8) rows.
 */
export function blockProduct(type: u32, width: u32, q: usize, quads: usize, apart: usize): void {
  if (type == Q4_0) nibbles<Symmetric>(width, q, quads, apart);
  else if (type == Q4_1) nibbles<WithMinimum>(width, q, quads, apart);
  else bytes(width, q, quads, apart);
}

@unmanaged
class Symmetric {
  @inline get type(): u32 { return Q4_0; }
}

@unmanaged
class WithMinimum {
  @inline get type(): u32 { return Q4_1; }
}

@inline
function nibbles<F>(width: u32, q: usize, quads: usize, apart: usize): void {
  if (width == 1) return nibbles1<F>(q, quads, apart);
  if (width == 2) return nibbles2<F>(q, quads, apart);
  if (width == 3) return nibbles3<F>(q, quads, apart);
  if (width == 4) return nibbles4<F>(q, quads, apart);
  if (width == 5) return nibbles5<F>(q, quads, apart);
  if (width == 6) return nibbles6<F>(q, quads, apart);
  if (width == 7) return nibbles7<F>(q, quads, apart);
  nibbles8<F>(q, quads, apart);
}

function nibbles1<F>(q: usize, quads: usize, apart: usize): void { singleProduct(changetype<F>(0).type, q, quads, apart); }
function nibbles2<F>(q: usize, quads: usize, apart: usize): void { narrowProduct(changetype<F>(0).type, 2, q, quads, apart); }
function nibbles3<F>(q: usize, quads: usize, apart: usize): void { narrowProduct(changetype<F>(0).type, 3, q, quads, apart); }
function nibbles4<F>(q: usize, quads: usize, apart: usize): void { narrowProduct(changetype<F>(0).type, 4, q, quads, apart); }
function nibbles5<F>(q: usize, quads: usize, apart: usize): void { wideProduct(changetype<F>(0).type, 5, q, quads, apart); }
function nibbles6<F>(q: usize, quads: usize, apart: usize): void { wideProduct(changetype<F>(0).type, 6, q, quads, apart); }
function nibbles7<F>(q: usize, quads: usize, apart: usize): void { wideProduct(changetype<F>(0).type, 7, q, quads, apart); }
function nibbles8<F>(q: usize, quads: usize, apart: usize): void { wideProduct(changetype<F>(0).type, 8, q, quads, apart); }

@inline
function bytes(width: u32, q: usize, quads: usize, apart: usize): void {
  if (width == 1) return singleByteProduct(q, quads, apart);
  if (width == 2) return bytes2(q, quads, apart);
  if (width == 3) return bytes3(q, quads, apart);
  if (width == 4) return bytes4(q, quads, apart);
  if (width == 5) return bytes5(q, quads, apart);
  if (width == 6) return bytes6(q, quads, apart);
  if (width == 7) return bytes7(q, quads, apart);
  bytes8(q, quads, apart);
}

function bytes2(q: usize, quads: usize, apart: usize): void { byteProduct(2, q, quads, apart); }
function bytes3(q: usize, quads: usize, apart: usize): void { byteProduct(3, q, quads, apart); }
function bytes4(q: usize, quads: usize, apart: usize): void { byteProduct(4, q, quads, apart); }
function bytes5(q: usize, quads: usize, apart: usize): void { byteProduct(5, q, quads, apart); }
function bytes6(q: usize, quads: usize, apart: usize): void { byteProduct(6, q, quads, apart); }
function bytes7(q: usize, quads: usize, apart: usize): void { byteProduct(7, q, quads, apart); }
function bytes8(q: usize, quads: usize, apart: usize): void { byteProduct(8, q, quads, apart); }
