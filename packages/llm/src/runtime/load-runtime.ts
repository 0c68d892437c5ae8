import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import {
  createKernel,
  PAGE_TOKENS,
  planMemory,
  type Kernel,
  type ModelMemory,
  type PlanOptions,
  type WasmModule,
} from "@steadytext/kernel";
import { Constraints } from "../constraint/constraints.ts";
import { catchGgufError } from "../gguf/gguf-error.ts";
import type { ModelCard } from "../model/hparams.ts";
import type { GgufHeader } from "../gguf/header-parser.ts";
import { readGguf, type ByteSource } from "../gguf/read-gguf.ts";
import { PageStore } from "../scheduler/page-store.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { KernelSink } from "./kernel-sink.ts";
import { loadFault } from "../scheduler/kernel-fault.ts";
import type { LanguageModel } from "./language-model.ts";
import { memoryOptions, type MemoryLimits } from "./memory-options.ts";
import { readModel } from "./read-model.ts";
import { Runtime } from "./runtime.ts";

const DEFAULT_QUEUE_LIMIT = 32;

/** Follows a file's bytes and says at the end whether they were the ones expected. */
export interface DigestCheck {
  update(chunk: Uint8Array): void | Promise<void>;
  matches(): boolean | Promise<boolean>;
}

export interface LoadOptions extends MemoryLimits {
  /** The kernel's two builds. */
  readonly modules: { readonly relaxed: WasmModule; readonly plain: WasmModule };
  /** The GGUF file, start to end. */
  readonly stream: ByteSource;
  readonly sizeBytes: number;
  readonly digestCheck?: DigestCheck;
  /** What `close` of the runtime before gave: written over where the model fits into it, even if the load fails. */
  readonly spareMemory?: ModelMemory | null;
  /** Generations that may wait for pages. */
  readonly queueLimit?: number;
  /** Whether finished pages are kept for later prompts that start alike; true by default. The answers are the same. */
  readonly keepsPrefixes?: boolean;
  /** Whether tokens are proposed ahead where a text repeats itself; true by default. The answers are the same. */
  readonly speculates?: boolean;
}

/** Reads a model file into a runtime as its bytes arrive. A file that is damaged, or that the kernel cannot compute, is refused by name. */
export async function loadRuntime(options: LoadOptions): Promise<Result<Runtime, ServiceError>> {
  const { stream, sizeBytes, digestCheck } = options;
  let model: LanguageModel | null = null;
  const read = await readGguf({
    source: stream,
    sizeBytes,
    onChunk: (chunk) => digestCheck?.update(chunk),
    onHeader: (header) => {
      const prepared = prepare(header, options);
      if (!prepared.ok) return prepared;
      model = prepared.value;
      return ok(new KernelSink(prepared.value.kernel));
    },
  });
  if (!read.ok) return read;
  if (model === null) return fail("internal", "The model file had no header");
  if (digestCheck !== undefined && !(await digestCheck.matches())) {
    return fail("invalid_model", "The model file's SHA-256 is not the published one", { details: { fault: "digest_mismatch" } });
  }
  return ok(new Runtime(model));
}

function prepare(header: GgufHeader, options: LoadOptions): Result<LanguageModel, ServiceError> {
  const parts = catchGgufError(() => readModel(header.metadata));
  if (!parts.ok) return parts;
  const { card, tokenizer, chatTemplate } = parts.value;
  const contextLength = Math.min(options.contextLength, card.trainedContext);
  const sizes = memoryOptions(card, options);
  const kernel = makeKernel(card, header, sizes, options);
  if (!kernel.ok) return kernel;
  const { pages, maxRows: stepRows } = sizes;
  const store = new PageStore({ pages, keepsPrefixes: options.keepsPrefixes ?? true });
  return ok({
    name: card.name,
    contextLength: Math.min(contextLength, pages * PAGE_TOKENS),
    kernel: kernel.value,
    tokenizer,
    chatTemplate,
    constraints: new Constraints(tokenizer.vocabulary, tokenizer.endTokens),
    pages: store,
    scheduler: new Scheduler({
      kernel: kernel.value,
      pages: store,
      stepRows,
      queueLimit: options.queueLimit ?? DEFAULT_QUEUE_LIMIT,
      speculates: options.speculates ?? true,
    }),
  });
}

function makeKernel(
  card: ModelCard,
  { tensors }: GgufHeader,
  sizes: PlanOptions,
  { modules, spareMemory }: LoadOptions,
): Result<Kernel, ServiceError> {
  const plan = planMemory(card.hparams, tensors, sizes);
  if (!plan.ok) return loadFault(plan.error);
  const kernel = createKernel({ module: modules.relaxed, plainModule: modules.plain, plan: plan.value, spare: spareMemory ?? null });
  return kernel.ok ? kernel : loadFault(kernel.error);
}
