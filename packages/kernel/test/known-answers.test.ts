import { expect, it } from "vitest";
import { createKernel } from "../src/index.ts";
import { Module } from "../src/webassembly.ts";
import { planOf, randomModel, TINY } from "./random-model.ts";
import { loadBytes, loadModule } from "./wasm-ops.ts";

/** LEB128 of the opcode 0x112 after its prefix 0xfd: i16x8.relaxed_dot_i8x16_i7x16_s. */
const RELAXED_DOT = [0xfd, 0x92, 0x02];
/** i16x8.sub, 0x91: same operands and length, other results. */
const WRONG_OP = [0xfd, 0x91, 0x01];

/** The relaxed build as a host would see it that computes the dot wrongly. */
function wrongModule() {
  const bytes = loadBytes("kernel.wasm");
  let replaced = 0;
  for (let i = 0; i + 2 < bytes.length; i++) {
    if (!RELAXED_DOT.every((byte, j) => bytes[i + j] === byte)) continue;
    bytes.set(WRONG_OP, i);
    replaced++;
  }
  expect(replaced).toBeGreaterThan(10);
  return new Module(bytes);
}

const plan = planOf(randomModel(TINY, "Q4_1", true), 1);

it("a host whose relaxed dot is wrong runs the plain build, or nothing", () => {
  const fallback = createKernel({ module: wrongModule(), plainModule: loadModule("kernel-plain.wasm"), plan });
  expect(fallback.ok && fallback.value.usesPlainSimd).toBe(true);
  const alone = createKernel({ module: wrongModule(), plan });
  expect(!alone.ok && alone.error.code).toBe("known_answer_mismatch");
  const healthy = createKernel({ module: loadModule("kernel.wasm"), plainModule: loadModule("kernel-plain.wasm"), plan });
  expect(healthy.ok && healthy.value.usesPlainSimd).toBe(false);
});

it("takes memory of exactly the planned size", () => {
  const kernel = createKernel({ module: loadModule("kernel.wasm"), plan });
  expect(kernel.ok && kernel.value.memoryBytes).toBe(plan.wasmPages * 65_536);
});

it("says so when the host has not enough memory", () => {
  const refused = createKernel({ module: loadModule("kernel.wasm"), plan: { ...plan, wasmPages: 2 ** 17 } });
  expect(!refused.ok && refused.error.code).toBe("out_of_memory");
});
