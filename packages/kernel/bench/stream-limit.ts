import asc from "assemblyscript/asc";
import { Instance, Memory, Module } from "../src/webassembly.ts";

/** Reads every byte once in plain SIMD: in order, or as four streams of ascending addresses, `strip` bytes from one to the next. */
const SOURCE = `
@inline
function line(at: usize, sum: v128): v128 {
  sum = i32x4.add(i32x4.add(sum, v128.load(at)), v128.load(at, 16));
  return i32x4.add(sum, i32x4.add(v128.load(at, 32), v128.load(at, 48)));
}

export function inOrder(at: usize, end: usize): void {
  let a = i32x4.splat(0), b = a, c = a, d = a;
  while (at < end) {
    a = i32x4.add(a, v128.load(at));
    b = i32x4.add(b, v128.load(at, 16));
    c = i32x4.add(c, v128.load(at, 32));
    d = i32x4.add(d, v128.load(at, 48));
    at += 64;
  }
  v128.store(1024, i32x4.add(i32x4.add(a, b), i32x4.add(c, d)));
}

export function inStrips(at: usize, end: usize, strip: usize): void {
  let a = i32x4.splat(0), b = a, c = a, d = a;
  for (; at < end; at += 3 * strip) {
    for (const stop = at + strip; at < stop; at += 64) {
      a = line(at, a);
      b = line(at + strip, b);
      c = line(at + 2 * strip, c);
      d = line(at + 3 * strip, d);
    }
  }
  v128.store(1024, i32x4.add(i32x4.add(a, b), i32x4.add(c, d)));
}`;

const FLAGS = {
  runtime: "stub",
  importMemory: true,
  noExportMemory: true,
  initialMemory: 1,
  enable: ["simd"],
  optimizeLevel: 3,
  noAssert: true,
};
const START = 65_536;
/** About a strip of a panel of nibbles: 144 rows of 576 columns. */
const STRIP_BYTES = 65_536;

interface Exports {
  inOrder(at: number, end: number): void;
  inStrips(at: number, end: number, strip: number): void;
}

/** Functions that read `bytes` of written memory once: what a step that needs every weight cannot beat, as one stream and as four. */
export async function streamLimits(bytes: number): Promise<{ inOrder: () => void; inStrips: () => void }> {
  const { binary, stderr } = await asc.compileString(SOURCE, FLAGS);
  if (binary === null) throw new Error(stderr.toString());
  const end = START + Math.ceil(bytes / (4 * STRIP_BYTES)) * 4 * STRIP_BYTES;
  const memory = new Memory({ initial: end / 65_536, maximum: end / 65_536 });
  new Uint32Array(memory.buffer).forEach((_, i, words) => (words[i] = Math.imul(i, 0x9e3779b1)));
  const wasm = new Instance(new Module(binary), { env: { memory } }).exports as Exports;
  return { inOrder: () => wasm.inOrder(START, end), inStrips: () => wasm.inStrips(START, end, STRIP_BYTES) };
}
