import fc from "fast-check";
import { expect, test } from "vitest";
import { InputQueue } from "./input-queue.ts";

test("a job larger than the queue is taken when the queue is empty, and only then", () => {
  const queue = new InputQueue(10);
  const first = queue.enter(20, 0, 100);
  expect(first).toBeDefined();
  expect(queue.enter(1, 0, 100)).toBeUndefined();
  queue.leave(first!);
  expect(queue.enter(1, 0, 100)).toBeDefined();
});

test("a job that vanished gives its place up, and one that is at work keeps it", () => {
  const queue = new InputQueue(10);
  const ticket = queue.enter(10, 0, 100);
  expect(queue.enter(1, 99, 200)).toBeUndefined();
  queue.hold(ticket!, 150);
  expect(queue.enter(1, 149, 200)).toBeUndefined();
  expect(queue.enter(1, 150, 200)).toBeDefined();
});

test("however jobs come, leave and vanish, places of several jobs never add up to more than the capacity", () => {
  const event = fc.record({ inputs: fc.integer({ min: 1, max: 32 }), afterMs: fc.nat(50), leaves: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.array(event), (capacity, events) => {
      const queue = new InputQueue(capacity);
      let now = 0;
      for (const { inputs, afterMs, leaves } of events) {
        now += afterMs;
        const before = queue.inputs(now);
        const ticket = queue.enter(inputs, now, now + 100);
        expect(ticket !== undefined).toBe(before === 0 || before + inputs <= capacity);
        if (ticket && leaves) queue.leave(ticket);
      }
      expect(queue.inputs(now + 100)).toBe(0);
    }),
  );
});
