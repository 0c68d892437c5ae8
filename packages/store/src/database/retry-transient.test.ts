import { expect, test } from "vitest";
import { isTransient, retryTransient } from "./retry-transient.ts";

function failing(times: number, error: Error) {
  const calls = { count: 0 };
  const work = async () => {
    if (++calls.count <= times) throw error;
    return "done";
  };
  return { calls, work };
}

test("a passing failure is tried again, three times at most", async () => {
  const passing = new Error("query failed", { cause: new Error("D1_ERROR: Network connection lost.") });
  const twice = failing(2, passing);
  expect([await retryTransient(twice.work), twice.calls.count]).toEqual(["done", 3]);
  const always = failing(9, passing);
  await expect(retryTransient(always.work)).rejects.toThrow("query failed");
  expect(always.calls.count).toBe(4);
});

test.each(["D1_ERROR: no such table: x", "D1_ERROR: too many SQL variables", "UNIQUE constraint failed", "D1_ERROR: D1 DB is overloaded."])(
  "%s is not tried again",
  async (message) => {
    const { calls, work } = failing(9, new Error(message));
    await expect(retryTransient(work)).rejects.toThrow(message);
    expect(calls.count).toBe(1);
  },
);

test("what is no error at all is not taken for a passing one", () => {
  expect([isTransient(undefined), isTransient("Network connection lost"), isTransient(null)]).toEqual([false, false, false]);
});
