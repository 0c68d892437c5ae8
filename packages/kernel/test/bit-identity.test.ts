import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel, Row } from "../src/index.ts";
import { openModel, randomModel, TINY } from "./random-model.ts";
import { Random } from "./random.ts";
import { BUILDS } from "./wasm-ops.ts";

const LENGTH = 67; // past one page
const model = randomModel({ ...TINY, heads: 4, dim: 256 }, "mixed", true);
const random = new Random(10);
const sequences = [0, 1, 2].map(() => Array.from({ length: LENGTH }, () => random.below(TINY.vocab)));
const tables = [
  [0, 5],
  [3, 1],
  [4, 2],
];

function run(kernel: Kernel, rows: Row[]): void {
  const result = kernel.forward(rows);
  if (!result.ok) throw new Error(result.error.message);
}

function rowAt(sequence: number, position: number, wantLogits: boolean, table = tables[sequence]): Row {
  return { token: sequences[sequence]?.[position] ?? -1, position, pageTable: table ?? [], wantLogits };
}

/** Bits of the last logits of each sequence, decoded alone and token by token. */
function decodedAlone(kernel: Kernel): Uint32Array[] {
  return sequences.map((tokens, sequence) => {
    tokens.forEach((_, position) => run(kernel, [rowAt(sequence, position, position === LENGTH - 1)]));
    return bits(kernel, 0);
  });
}

function bits(kernel: Kernel, i: number): Uint32Array {
  const logits = kernel.logits(i).slice();
  return new Uint32Array(logits.buffer);
}

/** Fills everything after the weights with a pattern that is NaN as f32, -1 as int8; not the tables at its start. */
function spoilPages(kernel: Kernel, byte: number): void {
  const memory = new Uint8Array(kernel.logits(0).buffer);
  memory.fill(byte, kernel.plan.regions.kvPages);
}

const golden = decodedAlone(openModel(model, "kernel.wasm", 6));

describe.each(BUILDS)("%s gives the same bits", (build) => {
  const kernel = openModel(model, build, 6);

  it("as the other build", () => {
    expect(decodedAlone(kernel)).toEqual(golden);
  });

  it("for any split of a prompt into steps", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 16 }), { minLength: LENGTH, maxLength: LENGTH }), (sizes) => {
        let position = 0;
        for (const size of sizes) {
          const end = Math.min(position + size, LENGTH);
          const rows = Array.from({ length: end - position }, (_, i) => rowAt(0, position + i, position + i === LENGTH - 1));
          if (rows.length > 0) run(kernel, rows);
          position = end;
          if (position === LENGTH) break;
        }
        expect(bits(kernel, 0)).toEqual(golden[0]);
      }),
      { numRuns: 15 },
    );
  });

  it("for any mix of sequences in a step", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (sizes) => {
        const done = [0, 0, 0];
        const last: (Uint32Array | undefined)[] = [];
        while (done.some((position) => position < LENGTH)) {
          const rows = done.flatMap((position, sequence) => {
            const size = Math.min(sizes.next().value, LENGTH - position);
            done[sequence] = position + size;
            return Array.from({ length: size }, (_, i) => rowAt(sequence, position + i, position + i === LENGTH - 1));
          });
          if (rows.length === 0) continue;
          run(kernel, rows);
          const wanted = rows.filter((row) => row.wantLogits);
          wanted.forEach((row, i) => (last[tables.indexOf(row.pageTable as number[])] = bits(kernel, i)));
        }
        expect(last).toEqual(golden);
      }),
      { numRuns: 15 },
    );
  });

  it("whatever the pages held before, and whichever pages they are", () => {
    const pages = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(pages, fc.integer({ min: 0, max: 255 }), (table, byte) => {
        run(kernel, [rowAt(0, 0, true)]);
        spoilPages(kernel, byte);
        for (let position = 0; position < LENGTH; position += 16) {
          const count = Math.min(16, LENGTH - position);
          run(
            kernel,
            Array.from({ length: count }, (_, i) => rowAt(0, position + i, position + i === LENGTH - 1, table)),
          );
        }
        expect(bits(kernel, 0)).toEqual(golden[0]);
      }),
      { numRuns: 8 },
    );
  });
});
