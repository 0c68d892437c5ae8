import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { createKernel, PAGE_TOKENS, planMemory, type Kernel, type PlanOptions, type WasmModule } from "@steadytext/kernel";
import { catchGgufError } from "../gguf/gguf-error.ts";
import type { ModelCard } from "../model/hparams.ts";
import type { GgufHeader } from "../gguf/header-parser.ts";
import { readGguf, type ByteSource } from "../gguf/read-gguf.ts";
import { PageStore } from "../scheduler/page-store.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { KernelSink } from "./kernel-sink.ts";
import { loadFault } from "../scheduler/kernel-fault.ts";
import type { LanguageModel } from "./language-model.ts";
import { readModel } from "./read-model.ts";
import { Runtime } from "./runtime.ts";

const DEFAULT_QUEUE_LIMIT = 32;
/** What the kernel's matrix tiles are made for. */
const DEFAULT_STEP_ROWS = 16;

/** Follows a file's bytes and says at the end whether they were the ones expected. */
export interface DigestCheck {
  update(chunk: Uint8Array): void | Promise<void>;
  matches(): boolean | Promise<boolean>;
}

export interface LoadOptions {
  /** The kernel's two builds. */
  readonly modules: { readonly relaxed: WasmModule; readonly plain: WasmModule };
  /** The GGUF file, start to end. */
  readonly stream: ByteSource;
  readonly sizeBytes: number;
  readonly digestCheck?: DigestCheck;
  /** Tokens that prompt and completion may have together; the model's own length where it is shorter. */
  readonly contextLength: number;
  /** KV pages of 64 tokens; by default what one sequence of full length needs. */
  readonly pages?: number;
  /** Rows that one step takes, 1 to 16: fewer make steps shorter, and prompts slower. The answers are the same. */
  readonly stepRows?: number;
  /** The most that the model's WebAssembly memory may be; a file that needs more is refused before any of it is allocated. */
  readonly maxBytes?: number;
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
  const pages = options.pages ?? Math.ceil(contextLength / PAGE_TOKENS);
  const stepRows = options.stepRows ?? DEFAULT_STEP_ROWS;
  const kernel = makeKernel(card, header, { pages, maxRows: stepRows, ...limitOf(options) }, options.modules);
  if (!kernel.ok) return kernel;
  const store = new PageStore({ pages, keepsPrefixes: options.keepsPrefixes ?? true });
  return ok({
    name: card.name,
    contextLength: Math.min(contextLength, pages * PAGE_TOKENS),
    kernel: kernel.value,
    tokenizer,
    chatTemplate,
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

function limitOf({ maxBytes }: LoadOptions): Pick<PlanOptions, "maxBytes"> {
  return maxBytes === undefined ? {} : { maxBytes };
}

function makeKernel(
  card: ModelCard,
  { tensors }: GgufHeader,
  sizes: PlanOptions,
  modules: LoadOptions["modules"],
): Result<Kernel, ServiceError> {
  const plan = planMemory(card.hparams, tensors, sizes);
  if (!plan.ok) return loadFault(plan.error);
  const kernel = createKernel({ module: modules.relaxed, plainModule: modules.plain, plan: plan.value });
  return kernel.ok ? kernel : loadFault(kernel.error);
}
