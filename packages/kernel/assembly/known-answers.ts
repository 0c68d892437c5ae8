import { SELF_TEST } from "./arena";
import { dotPairs } from "./dot";

const CASES: u32 = 4096;
const X: usize = SELF_TEST; // 16 x i8, -127..127
const W: usize = SELF_TEST + 16; // 16 x 0..127
const Y: usize = SELF_TEST + 32; // 8 x i16

/** Mixes a counter into 32 even bits. See: the finaliser of MurmurHash3. */
@inline
function mix(counter: u32): u32 {
  let h = counter * 0x9e3779b9;
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}

/** Every fourth case takes extremes only. */
function fillOperands(index: u32): void {
  for (let i: u32 = 0; i < 16; i++) {
    const bits = mix(index * 16 + i);
    const extreme = (index & 3) == 0;
    const x: i32 = extreme ? (bits & 1 ? 127 : -127) : <i32>(bits % 255) - 127;
    const w: u32 = extreme ? (bits & 2 ? 127 : 0) : (bits >> 8) & 127;
    store<i8>(X + i, <i8>x);
    store<u8>(W + i, <u8>w);
  }
}

function lanesThatDiffer(): u32 {
  let wrong: u32 = 0;
  for (let lane: usize = 0; lane < 8; lane++) {
    const low = <i32>load<i8>(X + 2 * lane) * <i32>load<u8>(W + 2 * lane);
    const high = <i32>load<i8>(X + 2 * lane, 1) * <i32>load<u8>(W + 2 * lane, 1);
    if (<i32>load<i16>(Y + 2 * lane) != low + high) wrong++;
  }
  return wrong;
}

/** Compares the dot with plain integer arithmetic; 0 means the host computes it as the kernel needs. */
export function knownAnswerMismatches(): u32 {
  let wrong: u32 = 0;
  for (let index: u32 = 0; index < CASES; index++) {
    fillOperands(index);
    v128.store(Y, dotPairs(v128.load(X), v128.load(W)));
    wrong += lanesThatDiffer();
  }
  return wrong;
}
