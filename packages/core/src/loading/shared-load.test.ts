import { expect, test } from "vitest";
import { fail, type ServiceError } from "../errors.ts";
import { ok, type Result } from "../result.ts";
import type { Clock } from "./clock.ts";
import { SharedLoad } from "./shared-load.ts";

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

class ManualClock implements Clock {
  #time = 0;
  #timers = new Set<Timer>();

  now(): number {
    return this.#time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#time + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  async advance(ms: number): Promise<void> {
    this.#time += ms;
    for (const timer of this.#timers) {
      if (timer.at > this.#time) continue;
      this.#timers.delete(timer);
      timer.run();
    }
    await settled();
  }
}

interface Load {
  readonly digest: string;
  readonly isWanted: () => boolean;
  resolve(result: Result<string, ServiceError>): void;
  reject(cause: unknown): void;
}

/** Every promise reaction that is due has run once a macrotask has passed. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function setUp() {
  const clock = new ManualClock();
  const loads: Load[] = [];
  const released: string[] = [];
  const failures: { error: ServiceError; cause: unknown }[] = [];
  const kept: Promise<unknown>[] = [];
  const busy = new Set<string>();
  const shared = new SharedLoad<{ digest: string }, string>({
    clock,
    load: ({ digest }, isWanted) => new Promise((resolve, reject) => loads.push({ digest, isWanted, resolve, reject })),
    isBusy: (value) => busy.has(value),
    release: (value) => void released.push(value),
    onFailure: (_source, error, cause) => failures.push({ error, cause }),
  });
  const get = async (digest: string, waitMs = 10_000) => {
    const result = shared.get({ digest }, { waitMs, keepAlive: (work) => kept.push(work) });
    await settled();
    return { result };
  };
  /** Lets those who wait for their turn look for it. */
  const look = () => clock.advance(20);
  return { clock, loads, released, failures, kept, busy, shared, get, look };
}

const damaged = fail("unavailable", "The file is damaged.", { details: { fault: "digest_mismatch" } });

test("callers at the same time share one load, and later ones find it ready", async () => {
  const { loads, kept, shared, get } = setUp();
  const first = await get("a");
  const second = await get("a");
  expect(shared.status("a")).toEqual({ state: "loading" });
  loads[0]?.resolve(ok("A"));
  expect([await first.result, await second.result]).toEqual([ok("A"), ok("A")]);
  expect(await (await get("a")).result).toEqual(ok("A"));
  expect(loads).toHaveLength(1);
  expect(kept).toHaveLength(1);
});

test("a caller waits no longer than it said, while the load goes on for the next", async () => {
  const { clock, loads, get } = setUp();
  const { result } = await get("a", 100);
  await clock.advance(100);
  expect(await result).toMatchObject({
    ok: false,
    error: { code: "model_loading", retryAfterSeconds: 2 },
  });
  loads[0]?.resolve(ok("A"));
  await settled();
  expect(await (await get("a")).result).toEqual(ok("A"));
  expect(loads).toHaveLength(1);
});

test("a caller that does not wait only starts the load", async () => {
  const { loads, shared, get } = setUp();
  expect(await (await get("a", 0)).result).toMatchObject({ ok: false, error: { code: "model_loading" } });
  expect(shared.status("a")).toEqual({ state: "loading" });
  expect(loads).toHaveLength(1);
});

test("a failed load is named in the log and not to callers, held back, and healed by the next try", async () => {
  const { clock, loads, failures, shared, get } = setUp();
  const first = await get("a");
  loads[0]?.resolve(damaged);
  const told = { code: "unavailable", message: expect.not.stringContaining("damaged"), retryAfterSeconds: 1 };
  expect(await first.result).toMatchObject({ ok: false, error: told });
  expect(shared.status("a")).toMatchObject({ state: "failed", error: told, fault: "digest_mismatch" });
  expect(await (await get("a")).result).toMatchObject({ ok: false, error: told });
  expect(loads).toHaveLength(1);
  await clock.advance(1000);
  const second = await get("a");
  loads[1]?.resolve(ok("A"));
  expect(await second.result).toEqual(ok("A"));
  expect(failures).toHaveLength(1);
});

test("emptying the memory does not lift the limit on tries", async () => {
  const { loads, shared, get } = setUp();
  const { result } = await get("a");
  loads[0]?.resolve(damaged);
  await result;
  await shared.release();
  expect(await (await get("a")).result).toMatchObject({
    ok: false,
    error: { code: "unavailable", retryAfterSeconds: 1 },
  });
  expect(loads).toHaveLength(1);
});

test("a thrown cause reaches the log and never the caller", async () => {
  const { loads, failures, get } = setUp();
  const { result } = await get("a");
  const cause = new Error("internal text");
  loads[0]?.reject(cause);
  const answer = await result;
  expect(answer).toMatchObject({ ok: false, error: { code: "unavailable" } });
  expect(JSON.stringify(answer)).not.toContain("internal text");
  expect(failures[0]?.cause).toBe(cause);
});

test("another digest replaces the value, and the old one is freed before the new one is loaded", async () => {
  const { loads, released, get } = setUp();
  const first = await get("a");
  loads[0]?.resolve(ok("A"));
  await first.result;
  const second = await get("b");
  expect(released).toEqual(["A"]);
  loads[1]?.resolve(ok("B"));
  expect(await second.result).toEqual(ok("B"));
});

test("a load that nobody waits for gives way to another source, and its value is freed before the other starts", async () => {
  const { loads, released, get, look } = setUp();
  await get("a", 0);
  const second = await get("b");
  expect(loads).toHaveLength(1);
  expect(loads[0]?.isWanted()).toBe(false);
  loads[0]?.resolve(ok("A"));
  await settled();
  expect(released).toEqual(["A"]);
  await look();
  loads[1]?.resolve(ok("B"));
  expect(await second.result).toEqual(ok("B"));
});

test("a load that somebody waits for is not taken from them: two sources have their turns, and nobody starves", async () => {
  const { loads, released, get, look } = setUp();
  const first = await get("a");
  const second = await get("b");
  const third = await get("a");
  expect(loads[0]?.isWanted()).toBe(true);
  loads[0]?.resolve(ok("A"));
  expect([await first.result, await third.result]).toEqual([ok("A"), ok("A")]);
  await look();
  expect(released).toEqual(["A"]);
  loads[1]?.resolve(ok("B"));
  expect(await second.result).toEqual(ok("B"));
});

/** "a" is in memory and in use. */
async function setUpBusy() {
  const all = setUp();
  const first = await all.get("a");
  all.loads[0]?.resolve(ok("A"));
  await first.result;
  all.busy.add("A");
  return all;
}

test("what is in memory goes on to its end before another source is loaded, and takes nobody new from half the other's patience on", async () => {
  const { clock, loads, released, busy, get, look } = await setUpBusy();
  const second = await get("b");
  await clock.advance(4980);
  expect(await (await get("a")).result).toEqual(ok("A"));
  await look();
  const late = await get("a", 100);
  for (let i = 0; i < 5; i++) await look();
  expect(released).toEqual([]);
  expect(loads).toHaveLength(1);
  expect(await late.result).toMatchObject({ error: { code: "model_loading", retryAfterSeconds: 2 } });
  busy.clear();
  await look();
  expect(released).toEqual(["A"]);
  loads[1]?.resolve(ok("B"));
  expect(await second.result).toEqual(ok("B"));
});

test("two sources that are both asked for all the time take turns: each is answered again and again, and none is drained for good", async () => {
  const { clock, loads, busy, get } = setUp();
  const answered: Record<string, number[]> = { a: [], b: [] };
  const refused = new Set<string>();
  const ends: { readonly at: number; readonly value: string }[] = [];
  const ask = async (digest: string) => {
    const { result } = await get(digest);
    void result.then((answer) => {
      if (!answer.ok) return refused.add(answer.error.code);
      answered[digest]!.push(clock.now());
      return ends.push({ at: clock.now() + 400, value: answer.value });
    });
  };
  for (let loaded = 0; clock.now() < 60_000;) {
    await ask("a");
    await ask("b");
    await clock.advance(100);
    for (; loaded < loads.length; loaded++) loads[loaded]!.resolve(ok(loads[loaded]!.digest));
    await settled();
    busy.clear();
    for (const { at, value } of ends) if (at > clock.now()) busy.add(value);
  }
  for (const times of Object.values(answered)) {
    const gaps = [0, ...times, 60_000].map((at, i, all) => at - (all[i - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000);
  }
  expect([...refused].filter((code) => code !== "model_loading")).toEqual([]);
});

test("a source whose callers have all left gives its turn up, and those who waited for what is in memory get it, loaded once", async () => {
  const { clock, loads, released, shared, get, look } = await setUpBusy();
  const second = await get("b");
  await clock.advance(5000);
  const held = await get("a");
  await clock.advance(5000);
  expect(await second.result).toMatchObject({ error: { code: "model_loading" } });
  await look();
  await look();
  expect(await held.result).toEqual(ok("A"));
  expect(await (await get("a")).result).toEqual(ok("A"));
  expect([shared.status("a").state, shared.status("b").state]).toEqual(["ready", "unloaded"]);
  expect(loads).toHaveLength(1);
  expect(released).toEqual([]);
});

test("a source loaded ahead of its callers keeps its turn until what is in memory is idle, and refuses nobody meanwhile", async () => {
  const { clock, loads, busy, shared, get, look } = await setUpBusy();
  await get("b", 0);
  await clock.advance(60_000);
  expect(await (await get("a")).result).toEqual(ok("A"));
  busy.clear();
  await look();
  loads[1]?.resolve(ok("B"));
  await settled();
  expect(shared.status("b")).toMatchObject({ state: "ready", value: "B" });
});

test("never two values are there at once, however many sources are asked for in whatever order", async () => {
  const { loads, released, get, look } = setUp();
  const results: Promise<unknown>[] = [];
  for (const digest of "abcabcdeabc") results.push((await get(digest)).result);
  for (let done = 0; done < 20; done++) {
    const loading = loads.length - released.length;
    expect(loading).toBeLessThanOrEqual(1);
    const next = loads.at(-1);
    next?.resolve(ok(next.digest.toUpperCase()));
    await settled();
    await look();
  }
  expect(released.length).toBeGreaterThanOrEqual(3);
  await Promise.all(results);
});

test("a source that is loaded ahead of its callers says so", async () => {
  const { clock, loads, shared, get } = setUp();
  await get("a", 0);
  await clock.advance(700);
  loads[0]?.resolve(ok("A"));
  await settled();
  expect(shared.status("a")).toEqual({ state: "ready", value: "A", loadMs: 700, cause: "warm" });
});

test("a load whose request died is given up, and its late value freed", async () => {
  const { clock, loads, released, get } = setUp();
  const first = await get("a");
  await clock.advance(45_000);
  expect(await first.result).toMatchObject({ ok: false, error: { code: "model_loading" } });
  const second = await get("a");
  loads[1]?.resolve(ok("new"));
  expect(await second.result).toEqual(ok("new"));
  loads[0]?.resolve(ok("late"));
  await settled();
  expect(released).toEqual(["late"]);
  expect(await (await get("a")).result).toEqual(ok("new"));
});

test("release frees what is there and what is still on its way", async () => {
  const { loads, released, shared, get } = setUp();
  const first = await get("a");
  loads[0]?.resolve(ok("A"));
  await first.result;
  await shared.release();
  expect(released).toEqual(["A"]);
  expect(shared.status("a")).toEqual({ state: "unloaded" });
  await get("a");
  await shared.release();
  loads[1]?.resolve(ok("A again"));
  await settled();
  expect(released).toEqual(["A", "A again"]);
  expect(shared.status("a")).toEqual({ state: "unloaded" });
});
