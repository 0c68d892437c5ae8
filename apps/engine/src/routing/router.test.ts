import { fail, ok } from "@steadytext/core";
import { describe, expect, it, vi } from "vitest";
import { replicaAddresses } from "./replica-address.ts";
import { Router, type Ask, type Interruption } from "./router.ts";

class Thrown extends Error {
  readonly kind: Interruption;
  constructor(kind: Interruption) {
    super(kind);
    this.kind = kind;
  }
}

const onInterrupted = vi.fn<() => void>();

function open(replicas: number, places: readonly ["auto"] | readonly ["weur", "enam"] = ["auto"]) {
  const clock = { now: 0 };
  const router = new Router({
    replicas: replicaAddresses({ places, replicas }),
    now: () => clock.now,
    interruptionOf: (cause) => (cause as Thrown).kind,
    onInterrupted,
  });
  /** Asks for `key`, and tells which replicas were called. */
  const ask = async (key: string, call: Ask<string>["call"], more: Partial<Ask<string>> = {}) => {
    const called: string[] = [];
    const outcome = await router.ask<string>({
      key,
      retries: { left: 1 },
      ...more,
      call: (replica, alternative) => {
        called.push(replica.name);
        return call(replica, alternative);
      },
    });
    return { outcome, called };
  };
  return { ask, clock, router };
}

const answers: Ask<string>["call"] = async ({ name }) => ok({ load: 0.1, answer: name });
const throws =
  (kind: Interruption, times = Infinity): Ask<string>["call"] =>
  async (replica, alternative) => {
    if (times-- > 0) throw new Thrown(kind);
    return answers(replica, alternative);
  };

describe("equal requests", () => {
  it("go to one replica in the caller's region, and to the same one after it moved them on", async () => {
    const { ask } = open(4, ["weur", "enam"]);
    const { called } = await ask("k", answers, { region: "enam" });
    expect(called[0]).toMatch(/^enam-/);
    expect((await ask("k", answers, { region: "wnam" })).called).toEqual(called);
    const moves: Ask<string>["call"] = async (replica, alternative) =>
      alternative === null ? answers(replica, null) : ok({ load: 1, movedTo: alternative });
    const moved = await ask("k", moves, { region: "enam" });
    expect(moved.called.length).toBe(2);
    expect(moved.called[0]).toBe(called[0]);
    expect(moved.outcome).toEqual(ok(moved.called[1]));
  });

  it("have the less loaded of two others to move on to, whatever the region, for as long as a load is believed", async () => {
    const { ask, clock } = open(3, ["weur", "enam"]);
    const alternatives = new Set<string>();
    const note: Ask<string>["call"] = async (_, alternative) => {
      alternatives.add(alternative!);
      return ok({ load: 0.1, answer: "" });
    };
    await ask("k", note, { region: "weur" });
    const [first] = alternatives;
    const busy: Ask<string>["call"] = async ({ name }) => ok({ load: name === first ? 0.9 : 0.1, answer: "" });
    for (let i = 0; i < 200; i++) await ask(`other ${i}`, busy, { region: i % 2 === 0 ? "weur" : "enam" });
    await ask("k", note, { region: "weur" });
    expect(alternatives.size).toBe(2);
    clock.now = 5000;
    alternatives.clear();
    await ask("k", note, { region: "weur" });
    expect([...alternatives]).toEqual([first]);
  });
});

describe("a replica that is reset", () => {
  it("is replaced once, by another where there is one, else by itself", async () => {
    const many = await open(3).ask("k", throws("reset", 1));
    expect(many.outcome).toEqual(ok(many.called[1]));
    expect(new Set(many.called).size).toBe(2);
    const single = await open(1).ask("k", throws("reset", 1));
    expect(single.called).toEqual(["auto-0", "auto-0"]);
    expect(single.outcome.ok).toBe(true);
  });

  it("twice in one request ends in a 503 that may be tried again, and is logged", async () => {
    onInterrupted.mockClear();
    const { outcome, called } = await open(3).ask("k", throws("reset"));
    expect(outcome).toMatchObject({ ok: false, error: { code: "unavailable", retryAfterSeconds: 1 } });
    expect(called.length).toBe(2);
    expect(onInterrupted).toHaveBeenCalledTimes(2);
  });

  it("is passed over for five seconds", async () => {
    const { ask, clock } = open(3);
    const { called } = await ask("k", throws("reset", 1));
    expect((await ask("k", answers)).called).toEqual([called[1]]);
    clock.now = 5000;
    expect((await ask("k", answers)).called).toEqual([called[0]]);
  });

  it("in the middle of a stream counts as the request's one retry", async () => {
    const { router } = open(2);
    const ask: Ask<string> = { key: "k", retries: { left: 1 }, call: answers };
    const replica = { name: "auto-0", place: "auto" } as const;
    expect(await router.resume(replica, new Error("cut"), ask)).toEqual(ok("auto-1"));
    expect(await router.resume(replica, new Error("cut"), ask)).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });
});

it("asks nobody again after the platform's word that an object is overloaded, or after a bug", async () => {
  const overloaded = await open(3).ask("k", throws("overloaded"));
  expect(overloaded.called.length).toBe(1);
  expect(overloaded.outcome).toMatchObject({ ok: false, error: { code: "overloaded", retryAfterSeconds: 2 } });
  const fault = await open(3).ask("k", throws("fault"));
  expect(fault.called.length).toBe(1);
  expect(fault.outcome).toMatchObject({ ok: false, error: { code: "unavailable" } });
});

it("takes a refusal by name for an answer", async () => {
  const { outcome, called } = await open(3).ask("k", async () => fail("model_loading", "loading", { retryAfterSeconds: 2 }));
  expect(called.length).toBe(1);
  expect(outcome).toMatchObject({ ok: false, error: { code: "model_loading" } });
});
