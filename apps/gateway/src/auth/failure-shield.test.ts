import { expect, test } from "vitest";
import { FailureShield } from "./failure-shield.ts";

const fails = (shield: FailureShield, caller: string | null, times: number, atMs: number): void => {
  for (let i = 0; i < times; i++) shield.failed(caller, atMs);
};

test("a caller is turned away after 100 failures in ten seconds, until they are over", () => {
  const shield = new FailureShield(null);
  fails(shield, "a", 99, 1000);
  expect(shield.waitMs("a", 1000)).toBe(0);
  fails(shield, "a", 1, 3000);
  expect([shield.waitMs("a", 3000), shield.waitMs("a", 11_000)]).toEqual([8000, 0]);
  expect(shield.waitMs("b", 3000)).toBe(0);
});

test("failures of ten seconds ago do not count", () => {
  const shield = new FailureShield(null);
  fails(shield, "a", 99, 0);
  fails(shield, "a", 99, 10_000);
  expect(shield.waitMs("a", 10_000)).toBe(0);
});

test("a caller without an address is never turned away", () => {
  const shield = new FailureShield(null);
  fails(shield, null, 1000, 0);
  expect(shield.waitMs(null, 0)).toBe(0);
});

test("what a location has counted holds in each isolate", async () => {
  const asked: string[] = [];
  const shield = new FailureShield({ limit: async ({ key }) => ({ success: asked.push(key) < 3 }) });
  for (let i = 0; i < 3; i++) await shield.failedLookUp("a", 0);
  expect(asked).toEqual(["a", "a", "a"]);
  expect(shield.waitMs("a", 0)).toBe(10_000);
});

test("the number of callers it remembers is bounded, those of last forgotten last", () => {
  const shield = new FailureShield(null);
  fails(shield, "first", 100, 0);
  for (let i = 0; i < 10_000; i++) shield.failed(`caller ${i}`, 0);
  fails(shield, "last", 100, 0);
  expect([shield.waitMs("first", 0), shield.waitMs("last", 0)]).toEqual([0, 10_000]);
});
