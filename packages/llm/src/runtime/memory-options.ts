import { PAGE_TOKENS, type PlanOptions } from "@steadytext/kernel";
import type { ModelCard } from "../model/hparams.ts";

/** What the kernel's matrix tiles are made for. */
const DEFAULT_STEP_ROWS = 16;

/** What decides how much memory a model takes beside its weights. */
export interface MemoryLimits {
  /** Tokens that prompt and completion may have together; the model's own length where it is shorter. */
  readonly contextLength: number;
  /** KV pages of 64 tokens; by default what one sequence of full length needs. */
  readonly pages?: number;
  /** Rows that one step takes, 1 to 16: fewer make steps shorter, and prompts slower. The answers are the same. */
  readonly stepRows?: number;
  /** The most that the model's WebAssembly memory may be; a file that needs more is refused before any of it is allocated. */
  readonly maxBytes?: number;
}

/** The kernel's sizes for a model within these limits. */
export function memoryOptions({ trainedContext }: ModelCard, limits: MemoryLimits): PlanOptions {
  const { contextLength, pages, stepRows = DEFAULT_STEP_ROWS, maxBytes } = limits;
  return {
    pages: pages ?? Math.ceil(Math.min(contextLength, trainedContext) / PAGE_TOKENS),
    maxRows: stepRows,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  };
}
