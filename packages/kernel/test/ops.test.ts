import { describe, expect, it } from "vitest";
import { ARENA_ADDRESS } from "../src/arena.ts";
import { dequantiseMatrix } from "../src/reference/dequantise.ts";
import { attention, matVec, rmsNorm, rope, roundToScale, silu, softmax } from "../src/reference/ops.ts";
import { FORMAT_NAMES, formatOf, randomMatrix } from "./random-tensor.ts";
import { Random } from "./random.ts";
import { BUILDS, WasmOps } from "./wasm-ops.ts";

/** Largest difference, as a fraction of the largest reference value. */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN)));
    size = Math.max(size, Math.abs(expected[i] ?? NaN));
  }
  return difference / size;
}

describe.each(BUILDS)("%s computes what the reference computes", (build) => {
  it.each(FORMAT_NAMES)("a row of a repacked %s matrix, exactly", (type) => {
    const ops = new WasmOps(build);
    const bytes = randomMatrix(new Random(1), type, 11, 96);
    const w = ops.putMatrix(type, bytes, 11, 96);
    const out = ops.room(96 * 4);
    dequantiseMatrix(type, bytes, 11, 96).forEach((row, i) => {
      ops.wasm.dequantiseRow(formatOf(type).id, w, 11, 96, i, out);
      expect(ops.floats(out, 96)).toEqual(Float32Array.from(row));
    });
  });

  it.each(FORMAT_NAMES)("matrix products of 1 to 16 rows of %s, with outputs that are no multiple of 16", (type) => {
    const random = new Random(2);
    const bytes = randomMatrix(random, type, 45, 160);
    const w = dequantiseMatrix(type, bytes, 45, 160);
    for (let rows = 1; rows <= 16; rows++) {
      const ops = new WasmOps(build);
      const x = Array.from({ length: rows }, () => random.floats(160, 3));
      const y = ops.product(type, ops.putMatrix(type, bytes, 45, 160), 45, x);
      y.forEach((row, i) => expect(relativeError(row, matVec(w, Float64Array.from(x[i] ?? [])))).toBeLessThan(1e-6));
    }
  });

  it.each(FORMAT_NAMES)("rows and products of a %s matrix of more than one panel", (type) => {
    const [rows, columns] = [1190, 64];
    const random = new Random(7);
    const bytes = randomMatrix(random, type, rows, columns);
    const w = dequantiseMatrix(type, bytes, rows, columns);
    const ops = new WasmOps(build);
    const placed = ops.putMatrix(type, bytes, rows, columns);
    const out = ops.room(columns * 4);
    for (const row of [0, 575, 576, 1151, 1152, 1189]) {
      ops.wasm.dequantiseRow(formatOf(type).id, placed, rows, columns, row, out);
      expect(ops.floats(out, columns)).toEqual(Float32Array.from(w[row] ?? []));
    }
    const x = Array.from({ length: 9 }, () => random.floats(columns, 3));
    const y = ops.product(type, placed, rows, x);
    y.forEach((row, i) => expect(relativeError(row, matVec(w, Float64Array.from(x[i] ?? [])))).toBeLessThan(1e-6));
  });

  it("int8 activations round to nearest and keep zero, tiny and large blocks", () => {
    const random = new Random(3);
    const x = [...random.floats(32), ...new Float32Array(32), ...random.floats(32, 1e-30), ...random.floats(32, 1e6)];
    const ops = new WasmOps(build);
    const identity = new Uint8Array(128 * 4 * 34);
    const view = new DataView(identity.buffer);
    for (let row = 0; row < 128; row++) {
      for (let block = 0; block < 4; block++) view.setUint16((row * 4 + block) * 34, 0x3c00, true);
      view.setInt8((row * 4 + (row >> 5)) * 34 + 2 + (row & 31), 1);
    }
    const y = ops.product("Q8_0", ops.putMatrix("Q8_0", identity, 128, 128), 128, [Float32Array.from(x)])[0] ?? [];
    const expected = roundToScale(Float64Array.from(x), 32, 127);
    for (const block of [0, 64, 96]) {
      expect(relativeError(y.slice(block, block + 32), expected.subarray(block, block + 32))).toBeLessThan(1e-6);
    }
    expect(Array.from(y.slice(32, 64))).toEqual(Array.from(new Float32Array(32)));
  });

  it.each([NaN, Infinity, -Infinity])("a product of %s is not finite, wherever it stands", (value) => {
    const random = new Random(11);
    const bytes = randomMatrix(random, "Q4_1", 16, 64);
    for (const place of [0, 5, 31, 32, 63]) {
      const ops = new WasmOps(build);
      const [y = new Float32Array(0)] = ops.product("Q4_1", ops.putMatrix("Q4_1", bytes, 16, 64), 16, [
        random.floats(64).fill(value, place, place + 1),
      ]);
      expect(y.some(Number.isFinite)).toBe(false);
    }
  });

  it.each([0, 3, 70])("a softmax with NaN at %i has a sum that is NaN", (place) => {
    const ops = new WasmOps(build);
    expect(ops.wasm.softmaxNumerators(ops.put(new Random(12).floats(128).fill(NaN, place, place + 1)), 100)).toBeNaN();
  });

  it("RMSNorm", () => {
    const random = new Random(4);
    const [x, weight] = [random.floats(576, 40), random.floats(576)];
    const ops = new WasmOps(build);
    const out = ops.room(576 * 4);
    ops.wasm.rmsNorm(ops.put(x), ops.put(weight), 576, 1e-5, out);
    expect(relativeError(ops.floats(out, 576), rmsNorm(Float64Array.from(x), weight, 1e-5))).toBeLessThan(3e-7);
  });

  it.each([0, 1, 63, 1000, 8191])("RoPE at position %i", (position) => {
    const ops = new WasmOps(build, 100_000);
    const x = new Random(5).floats(3 * 64);
    const rotations = ops.room(256);
    const address = ops.put(x);
    ops.wasm.rotationsAt(position, rotations);
    ops.wasm.rotateHeads(address, 3, rotations);
    expect(relativeError(ops.floats(address, 192), rope(Float64Array.from(x), position, 100_000, 64))).toBeLessThan(2e-7);
  });

  it("SwiGLU from -100 to 100", () => {
    const gate = Float32Array.from({ length: 2000 }, (_, i) => i / 10 - 100);
    const up = new Random(6).floats(2000);
    const ops = new WasmOps(build);
    const address = ops.put(gate);
    ops.wasm.swiglu(address, ops.put(up), 2000);
    ops.floats(address, 2000).forEach((value, i) => {
      const expected = silu(gate[i] ?? NaN) * (up[i] ?? NaN);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(3e-7 * Math.abs(expected) + 1e-30);
    });
  });

  it("exp within 1.2e-7 relative from -80 to 80", () => {
    const x = Float32Array.from({ length: 40_000 }, (_, i) => i / 250 - 80);
    const ops = new WasmOps(build);
    const out = ops.room(160_000);
    ops.wasm.expShifted(ops.put(x), x.length, 0, out);
    let worst = 0;
    ops.floats(out, x.length).forEach((y, i) => (worst = Math.max(worst, Math.abs(y / Math.exp(x[i] ?? NaN) - 1))));
    expect(worst).toBeLessThan(1.2e-7);
  });

  it.each([1, 63, 64, 65, 200])("softmax of %i scores, whatever follows them", (positions) => {
    const ops = new WasmOps(build);
    const scores = new Random(7).floats(256, 5).fill(NaN, positions);
    const address = ops.put(scores);
    const sum = ops.wasm.softmaxNumerators(address, positions);
    const actual = Array.from(ops.floats(address, positions), (value) => value / sum);
    expect(relativeError(actual, softmax(Array.from(scores.subarray(0, positions))))).toBeLessThan(1e-6);
  });

  it.each([1, 2, 17, 64, 65, 130])("attention over %i positions, of one query head and of three", (positions) => {
    const random = new Random(8);
    const ops = new WasmOps(build);
    const words = new Uint32Array(ops.buffer, ARENA_ADDRESS);
    const pages = ops.room(3 * 8704);
    new Uint8Array(ops.buffer, pages, 3 * 8704).fill(0xff); // what is not written is NaN
    words[4] = 1; // KV heads
    words[6] = 192; // longest context
    words.set([pages, 8704], 15);
    const table = [2, 0, 1];
    const keys = Array.from({ length: positions }, () => random.floats(64, 2));
    const values = Array.from({ length: positions }, () => random.floats(64, 2));
    keys.forEach((key, p) => {
      const page = pages + (table[p >> 6] ?? 0) * 8704;
      ops.wasm.storeKeyValue(page, p & 63, ops.put(key), ops.put(values[p] ?? key));
    });
    const queries = random.floats(192);
    const [together, alone] = [ops.put(queries), ops.put(queries)];
    const [pageTable, scores] = [ops.put(Uint32Array.from(table)), ops.room(3 * 192 * 4)];
    ops.wasm.attend(3, together, pageTable, positions - 1, 0, 0, scores, together);
    const doubles = (rows: Float32Array[]) => rows.map((row) => Float64Array.from(row));
    for (let head = 0; head < 3; head++) {
      const query = alone + head * 256;
      ops.wasm.attend(1, query, pageTable, positions - 1, 0, 0, scores, query);
      const expected = attention(Float64Array.from(queries.subarray(head * 64, head * 64 + 64)), doubles(keys), doubles(values));
      expect(relativeError(ops.floats(query, 64), expected)).toBeLessThan(2e-4);
      expect(ops.floats(together + head * 256, 64)).toEqual(ops.floats(query, 64));
    }
  });

  it("the integer dot, on random and extreme operands", () => {
    expect(new WasmOps(build).wasm.knownAnswerMismatches()).toBe(0);
  });
});
