import fc from "fast-check";
import { expect, test } from "vitest";
import { InputQueue, type Ticket } from "./input-queue.ts";

test("a job larger than the queue is taken when the queue is empty, and only then", () => {
  const queue = new InputQueue(10);
  const first = queue.enter(20, 0, 100);
  expect(first).toBeDefined();
  expect(queue.enter(1, 0, 100)).toBeUndefined();
  queue.leave(first!);
  expect(queue.enter(1, 0, 100)).toBeDefined();
});

test("a place is its job's until the job leaves or must have ended", () => {
  const queue = new InputQueue(10);
  queue.enter(10, 0, 100);
  expect(queue.enter(1, 99, 200)).toBeUndefined();
  expect(queue.enter(1, 100, 200)).toBeDefined();
});

test("under more work than an isolate can do, what is in work and waits stays within the capacity", () => {
  const [capacity, timeoutMs, textMs] = [128, 30_000, 100];
  const queue = new InputQueue(capacity);
  const jobs: { ticket: Ticket; left: number; endsAt: number }[] = [];
  let most = 0;
  for (let now = 0; now < 120_000; now += textMs) {
    for (const inputs of [1, 8, 32]) {
      const endsAt = now + timeoutMs;
      const ticket = queue.enter(inputs, now, endsAt);
      if (ticket) jobs.push({ ticket, left: inputs, endsAt });
    }
    most = Math.max(
      most,
      jobs.reduce((sum, { ticket }) => sum + ticket.inputs, 0),
    );
    // One text of the job whose turn it is; jobs that are done or late leave.
    const [job] = jobs.splice(0, 1);
    job!.left -= 1;
    if (job!.left > 0) jobs.push(job!);
    else queue.leave(job!.ticket);
    for (const late of jobs.filter(({ endsAt }) => endsAt <= now + textMs)) {
      queue.leave(late.ticket);
      jobs.splice(jobs.indexOf(late), 1);
    }
  }
  expect(most).toBeGreaterThan(capacity - 32);
  expect(most).toBeLessThanOrEqual(capacity);
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
