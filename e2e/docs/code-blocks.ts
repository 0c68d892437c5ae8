import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../harness/repository-root.ts";

/** A fenced block of a page. */
export interface CodeBlock {
  readonly page: string;
  /** Of its opening fence, from 1. */
  readonly line: number;
  /** The fence's first word; empty for a drawing. */
  readonly language: string;
  /** The rest of the fence: `answer`, or `not run: why`. */
  readonly note: string;
  readonly text: string;
}

const FENCE = /^(?<fence>`{3,})(?<language>[a-z]*)(?: (?<note>.+))?\n(?<text>[\s\S]*?)^\k<fence>$/gm;

/** The fenced blocks of a text, in order. A block says after its language if it is not run, and why. */
export function codeBlocks(page: string, markdown: string): readonly CodeBlock[] {
  return [...markdown.matchAll(FENCE)].map(({ groups = {}, index }) => ({
    page,
    line: markdown.slice(0, index).split("\n").length,
    language: groups["language"] ?? "",
    note: groups["note"] ?? "",
    text: groups["text"] ?? "",
  }));
}

/** The fenced blocks of a page of the repository. */
export function blocksOf(page: string): readonly CodeBlock[] {
  return codeBlocks(page, readFileSync(join(repositoryRoot, page), "utf8"));
}

const NOT_RUN = /^not run: (?<reason>.{10,})$/;

/** Why a block is not run; undefined where it is. */
export function reasonNotRun({ note }: CodeBlock): string | undefined {
  return NOT_RUN.exec(note)?.groups?.["reason"];
}
