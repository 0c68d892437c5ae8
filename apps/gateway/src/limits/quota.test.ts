import { describe, expect, test } from "vitest";
import { EMPTY_QUOTA, periodOf, restore, spend, untilNext } from "./quota.ts";

const LAST_SECOND = Date.UTC(2026, 11, 31, 23, 59, 59);

describe("a quota", () => {
  test("holds to the last token, and starts anew with the period", () => {
    const spent = spend(EMPTY_QUOTA, "2026-12-31", 100, 100);
    expect(spent).toEqual({ period: "2026-12-31", used: 100 });
    expect(spend(spent!, "2026-12-31", 1, 100)).toBeNull();
    expect(spend(spent!, "2027-01-01", 100, 100)).toEqual({ period: "2027-01-01", used: 100 });
  });

  test("what was not needed comes back in its own period only", () => {
    const spent = { period: "2026-12-31", used: 100 };
    expect(restore(spent, "2026-12-31", 60).used).toBe(40);
    expect(restore(spent, "2026-12-30", 60)).toBe(spent);
  });

  test("days and months are UTC's", () => {
    expect([periodOf("day", LAST_SECOND), periodOf("month", LAST_SECOND)]).toEqual(["2026-12-31", "2026-12"]);
    expect([untilNext("day", LAST_SECOND), untilNext("month", LAST_SECOND)]).toEqual([1000, 1000]);
    expect(periodOf("month", LAST_SECOND + 1000)).toBe("2027-01");
  });
});
