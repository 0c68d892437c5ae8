import { expect, it } from "vitest";
import { expectedTensors } from "./architecture.ts";
import type { Hparams } from "./hparams.ts";
import { planMemory } from "./memory-plan.ts";
import type { Row } from "./row.ts";
import { checkRows } from "./row-table.ts";

const hparams: Hparams = {
  layers: 1,
  dim: 64,
  ffn: 64,
  heads: 1,
  kvHeads: 1,
  headDim: 64,
  vocab: 100,
  rmsEpsilon: 1e-5,
  ropeBase: 10_000,
};
const specs = expectedTensors(hparams, true).map(({ name, kind, rows, columns }) => ({
  name,
  type: kind === "norm" ? "F32" : "Q8_0",
  dims: kind === "norm" ? [columns] : [columns, rows],
}));
const row: Row = { token: 5, position: 3, pageTable: [2, 0], wantLogits: false };

function messageOf(rows: Row[]): string {
  const plan = planMemory(hparams, specs, { pages: 4, maxRows: 12 });
  if (!plan.ok) throw new Error(plan.error.message);
  const result = checkRows(rows, plan.value);
  return result.ok ? "ok" : result.error.message;
}

it("accepts rows at every edge of their ranges", () => {
  expect(messageOf([row])).toBe("ok");
  expect(
    messageOf([
      { ...row, token: 0, position: 127 },
      { ...row, token: 99, position: 0 },
    ]),
  ).toBe("ok");
  expect(messageOf([{ ...row, pageTable: Uint16Array.of(3) }])).toBe("ok");
});

it("refuses rows that would read or write outside the model's memory", () => {
  for (const token of [-1, 100, 1.5, NaN]) expect(messageOf([{ ...row, token }])).toMatch(/^Row 0: token /);
  for (const position of [-1, 128, 0.5, NaN]) expect(messageOf([row, { ...row, position }])).toMatch(/^Row 1: position /);
  for (const page of [4, -1, 0.5, NaN]) expect(messageOf([{ ...row, pageTable: [0, page] }])).toMatch(/^Row 0: page /);
  expect(messageOf([{ ...row, pageTable: [] }])).toMatch(/^Row 0: position /);
  expect(messageOf([{ ...row, pageTable: [0, 1, 2, 3, 0] }])).toMatch(/^Row 0: page table /);
});

it("refuses steps with too few or too many rows or wanted logits", () => {
  const rows = Array.from({ length: 13 }, (_, position) => ({ ...row, position, wantLogits: position < 9 }));
  expect(messageOf([])).toBe("A step takes 1..12 rows, not 0.");
  expect(messageOf(rows)).toBe("A step takes 1..12 rows, not 13.");
  expect(messageOf(rows.slice(0, 9))).toBe("A step gives logits of at most 8 rows, not 9.");
  expect(messageOf(rows.slice(0, 8))).toBe("ok");
});

it("refuses two rows that write the same place", () => {
  const message = "Two rows of one step would write the same position of the same page.";
  expect(messageOf([row, { ...row, token: 6 }])).toBe(message);
  expect(messageOf([row, { ...row, position: 67, pageTable: [1, 2] }])).toBe(message);
  expect(messageOf([row, { ...row, pageTable: [1, 0] }])).toBe("ok");
});
