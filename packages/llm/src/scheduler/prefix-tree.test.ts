import { PAGE_TOKENS } from "@steadytext/kernel";
import { describe, expect, it } from "vitest";
import { PrefixTree, type PrefixNode } from "./prefix-tree.ts";

/** Tokens of whole pages, each filled with one number. */
function pagesOf(...fill: number[]): number[] {
  return fill.flatMap((token) => Array.from({ length: PAGE_TOKENS }, () => token));
}

function grow(tree: PrefixTree, scope: string, tokens: readonly number[], pages: readonly number[]): PrefixNode[] {
  const path: PrefixNode[] = [];
  pages.forEach((page, index) => path.push(tree.insert(scope, path.at(-1) ?? null, tokens, index, page)));
  return path;
}

const pageNumbers = (path: readonly PrefixNode[]) => path.map(({ page }) => page);

describe("the prefix tree", () => {
  it("finds the longest run of whole pages that a text starts with", () => {
    const tree = new PrefixTree();
    grow(tree, "a", pagesOf(1, 2, 3), [10, 11, 12]);
    expect(pageNumbers(tree.match("a", pagesOf(1, 2, 3), 9))).toEqual([10, 11, 12]);
    expect(pageNumbers(tree.match("a", pagesOf(1, 2, 9), 9))).toEqual([10, 11]);
    expect(pageNumbers(tree.match("a", pagesOf(1, 2).slice(0, -1), 9))).toEqual([10]);
    expect(pageNumbers(tree.match("a", pagesOf(1, 2, 3), 1))).toEqual([10]);
    expect(tree.match("a", pagesOf(2, 3), 9)).toEqual([]);
  });

  it("tells texts apart whose tokens look alike when written in a row", () => {
    const tree = new PrefixTree();
    const [one, eleven] = [pagesOf(1), pagesOf(11)];
    grow(tree, "a", [...one.slice(0, -1), 11], [10]);
    expect(tree.match("a", [11, ...one.slice(1)], 9)).toEqual([]);
    expect(tree.match("a", eleven, 9)).toEqual([]);
  });

  it("shows a scope nothing of another", () => {
    const tree = new PrefixTree();
    grow(tree, "a", pagesOf(1), [10]);
    expect(tree.match("b", pagesOf(1), 9)).toEqual([]);
  });

  it("keeps the first of two equal pages", () => {
    const tree = new PrefixTree();
    grow(tree, "a", pagesOf(1), [10]);
    expect(pageNumbers(grow(tree, "a", pagesOf(1), [20]))).toEqual([10]);
    expect(tree.evictable).toBe(1);
  });

  it("evicts the least recently used page that nobody reads and none follows", () => {
    const tree = new PrefixTree();
    const long = grow(tree, "a", pagesOf(1, 2), [10, 11]);
    const [read] = grow(tree, "a", pagesOf(3), [12]);
    const [old] = grow(tree, "b", pagesOf(4), [13]);
    for (const node of [old!, ...long, read!]) tree.retain(node);
    for (const node of [old!, ...long]) tree.release(node);
    expect(tree.evictable).toBe(3);
    expect([tree.evict(), tree.evict(), tree.evict(), tree.evict()]).toEqual([13, 11, 10, null]);
    expect(tree.match("b", pagesOf(4), 9)).toEqual([]);
    tree.release(read!);
    expect(tree.evict()).toBe(12);
    expect(pageNumbers(grow(tree, "a", pagesOf(5), [10]))).toEqual([10]);
    expect(pageNumbers(tree.match("a", pagesOf(5), 9))).toEqual([10]);
  });
});
