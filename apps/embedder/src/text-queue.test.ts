import fc from "fast-check";
import { expect, test } from "vitest";
import { TextQueue } from "./text-queue.ts";

test("a job larger than the queue is taken when the queue is empty, and only then", () => {
  const queue = new TextQueue(10);
  const first = queue.enter(20, 0, 100);
  expect(first).toBeDefined();
  expect(queue.enter(1, 0, 100)).toBeUndefined();
  queue.leave(first!);
  expect(queue.enter(1, 0, 100)).toBeDefined();
});

test("a job that never said it left holds its place until its deadline only", () => {
  const queue = new TextQueue(10);
  queue.enter(10, 0, 100);
  expect(queue.enter(1, 99, 200)).toBeUndefined();
  expect(queue.enter(1, 100, 200)).toBeDefined();
});

test("however jobs come, leave and vanish, places of several jobs never add up to more than the capacity", () => {
  const event = fc.record({ texts: fc.integer({ min: 1, max: 32 }), afterMs: fc.nat(50), leaves: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.array(event), (capacity, events) => {
      const queue = new TextQueue(capacity);
      let now = 0;
      for (const { texts, afterMs, leaves } of events) {
        now += afterMs;
        const before = queue.texts(now);
        const ticket = queue.enter(texts, now, now + 100);
        expect(ticket !== undefined).toBe(before === 0 || before + texts <= capacity);
        if (ticket && leaves) queue.leave(ticket);
      }
      expect(queue.texts(now + 100)).toBe(0);
    }),
  );
});
