import type { EffectiveConstraint } from "@steadytext/core";
import type { DocumentWalk, TokenBytes } from "@steadytext/grammar";
import { expect, test } from "vitest";
import { Constraints } from "./constraints.ts";

const END = 256;
const BYTES: TokenBytes = {
  size: END + 1,
  bytes: (token) => Uint8Array.of(token),
  byteLength: () => 1,
  byteAt: (token) => token,
  isSpecial: (token) => token === END,
};
const MOST_BYTES = 4e6;

/** A schema whose automaton takes most of a megabyte. */
function large(at: number): EffectiveConstraint {
  const values = Array.from({ length: 1500 }, (_, value) => `${(value * 7919 + at) % 1500}`);
  return { schema: JSON.stringify({ type: "array", items: { enum: values }, minItems: 3, maxItems: 4 }), separators: "compact" };
}

const LARGE = Array.from({ length: 8 }, (_, at) => large(at));

function begin(constraints: Constraints, constraint: EffectiveConstraint): DocumentWalk {
  const walk = constraints.begin(constraint, 60);
  if (!walk.ok) throw new Error(walk.error.message);
  return walk.value;
}

/** What a model that always wants its highest token writes next; empty at the end. */
function next(walk: DocumentWalk): number[] {
  if (walk.isFinished) return [];
  const forced = walk.takeForced();
  if (forced.length > 0) return forced;
  const mask = walk.mask();
  const at = mask.findLastIndex((word) => word !== 0);
  const token = walk.take(at * 32 + 31 - Math.clz32(mask[at]!));
  return token === END ? [] : [token];
}

function written(walk: DocumentWalk): number[] {
  const tokens: number[] = [];
  for (let more = next(walk); more.length > 0; more = next(walk)) tokens.push(...more);
  return tokens;
}

test("large schemas at once stay within one bound, and each writes what it writes alone", () => {
  const alone = LARGE.map((constraint) => written(begin(new Constraints(BYTES, new Set([END])), constraint)));
  const shared = new Constraints(BYTES, new Set([END]));
  const walks = LARGE.map((constraint) => begin(shared, constraint));
  expect(shared.mostBytes).toBeLessThanOrEqual(MOST_BYTES);
  const documents: number[][] = walks.map(() => []);
  for (let isMoving = true; isMoving;) {
    const steps = walks.map(next);
    steps.forEach((tokens, i) => documents[i]!.push(...tokens));
    isMoving = steps.some((tokens) => tokens.length > 0);
  }
  expect(documents).toEqual(alone);
  expect(written(begin(shared, LARGE[0]!))).toEqual(alone[0]);
  expect(shared.mostBytes).toBeLessThanOrEqual(MOST_BYTES);
});
