import type { Kernel } from "@steadytext/kernel";
import type { ChatTemplate } from "../chat/chat-template.ts";
import type { PageStore } from "../scheduler/page-store.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { Constraints } from "../constraint/constraints.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";

/** A loaded model: everything that its generations share. */
export interface LanguageModel {
  readonly name: string;
  /** Tokens that prompt and completion may have together. */
  readonly contextLength: number;
  readonly kernel: Kernel;
  readonly tokenizer: Tokenizer;
  /** Null for a file without one: only raw prompts then. */
  readonly chatTemplate: ChatTemplate | null;
  readonly constraints: Constraints;
  readonly pages: PageStore;
  readonly scheduler: Scheduler;
}
