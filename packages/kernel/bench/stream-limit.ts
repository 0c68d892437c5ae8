import asc from "assemblyscript/asc";
import { Instance, Memory, Module } from "../src/webassembly.ts";

/** Reads every byte once, in order, in plain SIMD. */
const SOURCE = `
export function streamSum(at: usize, end: usize): void {
  let a = i32x4.splat(0), b = a, c = a, d = a;
  while (at < end) {
    a = i32x4.add(a, v128.load(at));
    b = i32x4.add(b, v128.load(at, 16));
    c = i32x4.add(c, v128.load(at, 32));
    d = i32x4.add(d, v128.load(at, 48));
    at += 64;
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

/** A function that reads `bytes` of written memory once: what a step that needs every weight cannot beat. */
export async function streamLimit(bytes: number): Promise<() => void> {
  const { binary, stderr } = await asc.compileString(SOURCE, FLAGS);
  if (binary === null) throw new Error(stderr.toString());
  const pages = Math.ceil(bytes / 65_536) + 1;
  const memory = new Memory({ initial: pages, maximum: pages });
  new Uint32Array(memory.buffer).forEach((_, i, words) => (words[i] = Math.imul(i, 0x9e3779b1)));
  const { streamSum } = new Instance(new Module(binary), { env: { memory } }).exports as { streamSum(at: number, end: number): void };
  return () => streamSum(65_536, pages * 65_536);
}
