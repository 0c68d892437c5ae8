import { ok, type Result } from "@steadytext/core";
import { ROWS_ADDRESS } from "./arena.ts";
import { kernelFail, type KernelError } from "./kernel-error.ts";
import { MAX_LOGIT_ROWS, PAGE_TOKENS, type MemoryPlan } from "./memory-plan.ts";
import type { Row } from "./row.ts";
import { PANEL_ROWS } from "./tensor-format.ts";

function isIndex(value: number, end: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < end;
}

function rowProblem(row: Row, plan: MemoryPlan): string | undefined {
  if (!isIndex(row.token, plan.hparams.vocab)) return `token ${row.token} is not in the vocabulary of ${plan.hparams.vocab}`;
  if (!isIndex(row.position, row.pageTable.length * PAGE_TOKENS)) {
    return `position ${row.position} is outside its ${row.pageTable.length} pages`;
  }
  if (row.pageTable.length > plan.pages) return `page table has ${row.pageTable.length} entries, the pool has ${plan.pages} pages`;
  for (let i = 0; i < row.pageTable.length; i++) {
    if (!isIndex(row.pageTable[i] ?? -1, plan.pages)) return `page ${row.pageTable[i]} is not in the pool of ${plan.pages}`;
  }
  return undefined;
}

/** Where a row writes its key and value; two rows of a step may not share it. */
function cell(row: Row): number {
  return (row.pageTable[Math.floor(row.position / PAGE_TOKENS)] ?? 0) * PAGE_TOKENS + (row.position % PAGE_TOKENS);
}

/** Checks a step's rows against the plan's ranges. */
export function checkRows(rows: readonly Row[], plan: MemoryPlan): Result<void, KernelError> {
  if (rows.length < 1 || rows.length > plan.maxRows) {
    return kernelFail("invalid_rows", `A step takes 1..${plan.maxRows} rows, not ${rows.length}.`);
  }
  const wanted = rows.filter((row) => row.wantLogits).length;
  if (wanted > MAX_LOGIT_ROWS) {
    return kernelFail("invalid_rows", `A step gives logits of at most ${MAX_LOGIT_ROWS} rows, not ${wanted}.`);
  }
  for (const [i, row] of rows.entries()) {
    const message = rowProblem(row, plan);
    if (message !== undefined) return kernelFail("invalid_rows", `Row ${i}: ${message}.`);
  }
  if (new Set(rows.map(cell)).size < rows.length) {
    return kernelFail("invalid_rows", "Two rows of one step would write the same position of the same page.");
  }
  return ok(undefined);
}

/** Writes which panels of the head hold a token that some row reads: (panels) u8. */
export function writePanels(rows: readonly Row[], plan: MemoryPlan, bytes: Uint8Array): void {
  const wanting = rows.filter((row) => row.wantLogits);
  const panels = bytes.subarray(plan.regions.headPanels).subarray(0, Math.ceil(plan.hparams.vocab / PANEL_ROWS));
  if (wanting.some(({ allowed }) => allowed === undefined)) panels.fill(1);
  else panels.forEach((_, i) => (panels[i] = wanting.some(({ allowed }) => reads(allowed!, i)) ? 1 : 0));
}

/** Whether a bit of panel `panel` is set, which is a whole number of words. */
function reads(allowed: Uint32Array, panel: number): boolean {
  const words = PANEL_ROWS / 32;
  for (let word = panel * words; word < (panel + 1) * words; word++) if (allowed[word]) return true;
  return false;
}

/** Writes checked rows where the kernel reads them. */
export function writeRows(rows: readonly Row[], plan: MemoryPlan, words: Uint32Array): void {
  for (const [i, row] of rows.entries()) {
    const pageTable = plan.regions.pageTables + i * plan.pages * 4;
    words.set(row.pageTable, pageTable / 4);
    words.set([row.token, row.position, pageTable, row.wantLogits ? 1 : 0], ROWS_ADDRESS / 4 + i * 4);
  }
}
