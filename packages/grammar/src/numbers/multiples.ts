import { finishDfa, type Dfa } from "../dfa/dfa.ts";
import type { Decimal } from "./decimal.ts";

const ZERO = 0x30;
const POINT = 0x2e;

/** Decimals that are whole multiples of `step`, written with no more digits after the point than `step` has. */
export function multiples({ whole, fraction }: Decimal): Dfa | null {
  const places = fraction.length;
  const modulus = Number(whole.toString() + fraction);
  // One block of remainders before the point and one for each digit after it; the start reads the first digit.
  const state = (read: number, remainder: number): number => 1 + read * modulus + remainder;
  const rows = [digitRow((value) => state(0, value % modulus))];
  const accepting = [false];
  for (let read = 0; read <= places; read++) {
    const scale = 10 ** (places - read);
    for (let remainder = 0; remainder < modulus; remainder++) {
      const next = Math.min(read === 0 ? 0 : read + 1, places + 1);
      const row = next > places ? new Int16Array(256).fill(-1) : digitRow((value) => state(next, (remainder * 10 + value) % modulus));
      rows.push(row);
      accepting.push((remainder * scale) % modulus === 0);
    }
  }
  return places === 0 ? finishDfa({ rows, accepting }) : withPoint(rows, accepting, modulus);
}

/** Adds, per remainder, the state just after the point, where a digit must follow. */
function withPoint(rows: Int16Array[], accepting: boolean[], modulus: number): Dfa | null {
  for (let remainder = 0; remainder < modulus; remainder++) {
    rows[1 + remainder]![POINT] = rows.length;
    rows.push(digitRow((value) => 1 + modulus + ((remainder * 10 + value) % modulus)));
    accepting.push(false);
  }
  return finishDfa({ rows, accepting });
}

function digitRow(target: (value: number) => number): Int16Array {
  const row = new Int16Array(256).fill(-1);
  for (let value = 0; value <= 9; value++) row[ZERO + value] = target(value);
  return row;
}
