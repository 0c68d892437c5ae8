import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKernel, type Kernel } from "../src/index.ts";
import { openModel, planOf, randomModel, TINY } from "./random-model.ts";
import { loadModule } from "./wasm-ops.ts";

const model = randomModel(TINY, "mixed", true);

function emptyKernel(): Kernel {
  const kernel = createKernel({ module: loadModule("kernel.wasm"), plan: planOf(model, 2) });
  if (!kernel.ok) throw new Error(kernel.error.message);
  return kernel.value;
}

/** Writes chunks to a tensor; returns "ok" or the error's code. */
function write(kernel: Kernel, name: string, ...chunks: Uint8Array[]): string {
  const writer = kernel.tensorWriter(name);
  if (!writer.ok) return writer.error.code;
  for (const chunk of chunks) writer.value.write(chunk);
  const end = writer.value.end();
  return end.ok ? "ok" : end.error.code;
}

function weightsOf(kernel: Kernel): Uint8Array {
  const step = kernel.forward([{ token: 1, position: 0, pageTable: [0], wantLogits: true }]);
  if (!step.ok) throw new Error(step.error.message);
  return new Uint8Array(kernel.logits(0).buffer).slice(kernel.plan.weightsStart, kernel.plan.weightsEnd);
}

function bytesOf(name: string): Uint8Array {
  return model.bytes.get(name)?.slice() ?? new Uint8Array(0);
}

const MATRIX = "blk.0.attn_k.weight";
const NORM = "blk.0.attn_norm.weight";

describe("tensorWriter", () => {
  const kernel = openModel(model, "kernel.wasm", 2);
  const golden = weightsOf(kernel);

  it("stores the same weights whatever the chunks", () => {
    fc.assert(
      fc.property(fc.constantFrom(...model.bytes.keys()), fc.array(fc.nat(3000), { maxLength: 20 }), (name, cuts) => {
        const bytes = bytesOf(name);
        const edges = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].toSorted((a, b) => a - b);
        const chunks = edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge));
        expect(write(kernel, name, ...chunks)).toBe("ok");
        expect(weightsOf(kernel)).toEqual(golden);
      }),
      { numRuns: 40 },
    );
  });

  it("counts bytes: too few, too many and none are errors, and nothing past the tensor changes", () => {
    for (const name of [MATRIX, NORM]) {
      const bytes = bytesOf(name);
      const wrong = [[], [bytes.subarray(1)], [bytes, new Uint8Array(5000).fill(7)]];
      for (const chunks of wrong) expect(write(kernel, name, ...chunks)).toBe("wrong_tensor_size");
      const step = kernel.forward([{ token: 1, position: 0, pageTable: [0], wantLogits: true }]);
      expect(!step.ok && step.error.code).toBe("missing_tensor");
      expect(write(kernel, name, bytes)).toBe("ok");
      expect(weightsOf(kernel)).toEqual(golden);
    }
  });

  it("lets no two writers share the staging area", () => {
    const [first, second] = [kernel.tensorWriter(MATRIX), kernel.tensorWriter(NORM)];
    if (!first.ok || !second.ok) throw new Error("both tensors are in the plan");
    expect(() => first.value.write(bytesOf(MATRIX))).toThrow("was ended by another one");
    second.value.write(bytesOf(NORM));
    expect(second.value.end().ok).toBe(true);
    expect(() => second.value.end()).toThrow("was ended by another one");
    expect(write(kernel, MATRIX, bytesOf(MATRIX))).toBe("ok");
  });

  it("refuses scales, minima and norms that are not finite, wherever they are", () => {
    for (const bits of [0x7c00, 0xfc00, 0x7e01]) {
      for (const [name, at] of [
        ["blk.0.attn_q.weight", 0],
        ["blk.0.attn_q.weight", 2],
        ["token_embd.weight", -1],
      ] as const) {
        const type = model.specs.find((spec) => spec.name === name)?.type;
        const bytes = bytesOf(name);
        const blockBytes = type === "Q8_0" ? 34 : type === "Q4_1" ? 20 : 18;
        if (at === 2 && type !== "Q4_1") continue;
        new DataView(bytes.buffer).setUint16(at < 0 ? bytes.length - blockBytes : at, bits, true);
        expect(write(emptyKernel(), name, bytes)).toBe("non_finite_weights");
      }
    }
    for (const value of [NaN, Infinity, -Infinity]) {
      const bytes = bytesOf(NORM);
      new Float32Array(bytes.buffer)[127] = value;
      expect(write(emptyKernel(), NORM, bytes)).toBe("non_finite_weights");
    }
  });

  it("runs no step before every tensor is in place, and knows no other tensors", () => {
    const fresh = emptyKernel();
    expect(write(fresh, "blk.2.attn_q.weight")).toBe("unexpected_tensor");
    const names = [...model.bytes.keys()];
    for (const name of names) {
      const early = fresh.forward([{ token: 1, position: 0, pageTable: [0], wantLogits: false }]);
      expect(!early.ok && early.error.code).toBe("missing_tensor");
      expect(write(fresh, name, bytesOf(name))).toBe("ok");
    }
    expect(weightsOf(fresh)).toEqual(golden);
  });
});
