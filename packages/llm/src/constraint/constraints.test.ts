import type { EffectiveConstraint } from "@steadytext/core";
import type { DocumentWalk, TokenBytes } from "@steadytext/grammar";
import { expect, test } from "vitest";
import { Constraints, type HeldDocument } from "./constraints.ts";

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

function begin(constraints: Constraints, constraint: EffectiveConstraint): HeldDocument {
  const document = constraints.begin(constraint, 60);
  if (!document.ok) throw new Error(document.error.message);
  return document.value;
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

const open = () => new Constraints(BYTES, new Set([END]));
const alone = LARGE.map((constraint) => written(begin(open(), constraint).walk));

test("large schemas at once stay within one bound, and each writes what it writes alone", () => {
  const shared = open();
  const begun = LARGE.map((constraint) => shared.begin(constraint, 60));
  const held = begun.flatMap((document) => (document.ok ? [document.value] : []));
  const refused = begun.flatMap((document) => (document.ok ? [] : [document.error]));
  expect(held.length).toBeGreaterThan(1);
  expect(refused).toEqual(LARGE.slice(held.length).map(() => expect.objectContaining({ code: "overloaded", retryAfterSeconds: 2 })));
  expect(shared.mostBytes).toBeLessThanOrEqual(MOST_BYTES);
  const documents: number[][] = held.map(() => []);
  for (let isMoving = true; isMoving;) {
    const steps = held.map(({ walk }) => next(walk));
    steps.forEach((tokens, i) => documents[i]!.push(...tokens));
    isMoving = steps.some((tokens) => tokens.length > 0);
  }
  expect(documents).toEqual(alone.slice(0, held.length));
  expect(shared.mostBytes).toBeLessThanOrEqual(MOST_BYTES);
});

test("a document that is released, however often, gives its room to the next one, and an equal one that runs keeps it", () => {
  const shared = open();
  const first = begin(shared, LARGE[0]!);
  const again = begin(shared, LARGE[0]!);
  for (const constraint of LARGE.slice(1)) begin(shared, constraint).release();
  expect(shared.mostBytes).toBeLessThanOrEqual(MOST_BYTES);
  const held: HeldDocument[] = [];
  for (const constraint of LARGE.slice(1)) {
    const document = shared.begin(constraint, 60);
    if (document.ok) held.push(document.value);
  }
  first.release();
  first.release();
  expect(shared.begin(LARGE.at(-1)!, 60).ok).toBe(false);
  again.release();
  expect(written(begin(shared, LARGE.at(-1)!).walk)).toEqual(alone.at(-1));
  expect(held.map(({ walk }) => written(walk))).toEqual(alone.slice(1, held.length + 1));
});
