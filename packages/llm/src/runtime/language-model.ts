import type { Kernel } from "@steadytext/kernel";
import type { ChatTemplate } from "../chat/chat-template.ts";
import type { PagePool } from "../pages/page-pool.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";

/** A loaded model: everything that its generations share. */
export interface LanguageModel {
  readonly name: string;
  /** Tokens that prompt and completion may have together. */
  readonly contextLength: number;
  readonly kernel: Kernel;
  /** Tokens of a prompt that one step takes. */
  readonly stepRows: number;
  readonly tokenizer: Tokenizer;
  /** Null for a file without one: only raw prompts then. */
  readonly chatTemplate: ChatTemplate | null;
  readonly pool: PagePool;
}
