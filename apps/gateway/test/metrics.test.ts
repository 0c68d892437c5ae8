import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { fail, ok, systemClock, type CacheService } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Gateway } from "../src/gateway.ts";
import { MetricBuffer } from "../src/metrics/metric-buffer.ts";
import type { MeterReport } from "../src/metrics/meter-service.ts";
import { deliveryFaults } from "./delivery-faults.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { cache } from "./stand-ins/cache.ts";
import { embedder } from "./stand-ins/embedder.ts";
import { ENGINE_IDENTITY, engine, eventLines, eventsOf, GENERATION } from "./stand-ins/engine.ts";
import { ledger } from "./stand-ins/ledger.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const meter = () => env.METER.getByName("meter");

/** A gateway that reports to the real meter after each answer. */
function meteredGateway(settings: Record<string, string> = {}): Gateway {
  return newGateway(settings, { metrics: new MetricBuffer({ meter, clock: systemClock, intervalMs: 0 }) });
}

const key = keyText("metricsOnly");

async function scrape(gateway: Gateway): Promise<string> {
  const response = await send(gateway, "/metrics", { key });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  return response.text();
}

/** The value of a series, 0 where it is not told. */
function valueOf(text: string, series: string): number {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}

const answered = (endpoint: string, status: number) =>
  `steadytext_requests_total{endpoint="${endpoint}",region="unknown",status="${status}"}`;

/** How much each series grew while `work` was done. */
async function growth(gateway: Gateway, series: readonly string[], work: () => Promise<unknown>): Promise<number[]> {
  const before = await scrape(gateway);
  await work();
  await resetStandIns();
  const after = await scrape(gateway);
  return series.map((name) => valueOf(after, name) - valueOf(before, name));
}

/** All counters of a text: series to value. */
function countersOf(text: string): Map<string, number> {
  const counters = new Set([...text.matchAll(/^# TYPE (\S+) (?:counter|histogram)$/gm)].map(([, name]) => name));
  const series = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const told = series.filter(
    (line) => counters.has(line.split(/[{ ]/)[0]!.replace(/_(?:bucket|sum|count)$/, "")) || counters.has(line.split(/[{ ]/)[0]),
  );
  return new Map(told.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]));
}

describe("what is counted", () => {
  test("of a generation: its request, its time, its tokens, the cache's part; a stored answer has no tokens", async () => {
    const gateway = meteredGateway();
    const body = { prompt: "counted" };
    const counted = await growth(
      gateway,
      [
        answered("/generate", 200),
        'steadytext_duration_seconds_count{endpoint="/generate",region="unknown"}',
        'steadytext_cache_requests_total{endpoint="/generate",result="miss"}',
        'steadytext_cache_requests_total{endpoint="/generate",result="hit"}',
        "steadytext_prompt_tokens_total",
        "steadytext_generation_tokens_total",
        "steadytext_prefix_tokens_total",
        "steadytext_time_to_first_token_seconds_count",
        "steadytext_inter_token_latency_seconds_count",
      ],
      async () => {
        await (await send(gateway, "/generate", { body })).settled();
        await send(gateway, "/generate", { body });
      },
    );
    expect(counted).toEqual([2, 2, 1, 1, 7, 4, 5, 1, 3]);
    expect(valueOf(await scrape(gateway), 'steadytext_cache_rate{endpoint="/generate",region="unknown"}')).toBe(0.5);
  });

  test("of a stream, when it has ended, or its caller has left", async () => {
    const gateway = meteredGateway();
    const series = [answered("/v1/chat/completions", 200), "steadytext_generation_tokens_total"];
    const body = { messages: [{ role: "user", content: "a stream" }], stream: true };
    expect(await growth(gateway, series, async () => (await send(gateway, "/v1/chat/completions", { body })).text())).toEqual([1, 4]);
    const left = async () => {
      engine.does.stream = async () => ok(eventLines(eventsOf(GENERATION).slice(0, 3)));
      const response = await send(gateway, "/v1/chat/completions", { body: { ...body, seed: 7 } });
      await response.body?.cancel();
    };
    expect((await growth(gateway, series, left))[0]).toBe(1);
  });

  test("of embeddings: the tokens that were computed", async () => {
    const gateway = meteredGateway();
    const work = async () => {
      await (await send(gateway, "/embed", { body: { text: "four" } })).settled();
      await send(gateway, "/embed", { body: { text: ["four", "fours"] } });
    };
    expect(await growth(gateway, ["steadytext_prompt_tokens_total", answered("/embed", 200)], work)).toEqual([9, 2]);
  });

  test("refusals: 429 as rate limited, each other one by its status", async () => {
    const gateway = meteredGateway({ DEFAULT_LIMITS: '{"requests_per_minute":1}' });
    const work = async () => {
      for (let i = 0; i < 4; i++) await send(gateway, "/tokenize", { body: { content: "a" }, key: keyText("globex") });
      await send(gateway, "/tokenize", { body: { content: "a" }, key: null });
    };
    const series = ["steadytext_rate_limited_total", answered("/tokenize", 429), answered("/tokenize", 401)];
    const [limited, refused, keyless] = await growth(gateway, series, work);
    expect(limited).toBe(refused);
    expect(keyless).toBe(1);
  });

  test("each failure of the cache once (F1)", async () => {
    const gateway = meteredGateway();
    let failures = 0;
    const fails = async () => {
      failures += 1;
      return fail("unavailable", "the cache is away");
    };
    const work = async () => {
      Object.assign(cache.does, { get: fails, put: fails } satisfies Partial<CacheService>);
      for (let i = 0; i < 8; i++) await (await send(gateway, "/generate", { body: { prompt: `F1 ${i}` } })).settled();
    };
    expect(await growth(gateway, ["steadytext_cache_errors_total"], work)).toEqual([failures]);
    expect(failures).toBeGreaterThan(0);
  });

  test("a stream that differs from its result", async () => {
    const gateway = meteredGateway();
    const work = async () => {
      const [started, , ...rest] = eventsOf(GENERATION);
      engine.does.stream = async () => ok(eventLines([started!, { type: "token", token: 99, text: "Once", index: 0 }, ...rest]));
      await (await send(gateway, "/generate", { body: { prompt: "differs", stream: true } })).text();
    };
    expect(await growth(gateway, ["steadytext_determinism_mismatch_total"], work)).toEqual([1]);
  });

  test("10,000 paths make no series of their own, nor do paths that pretend to be one (T20)", async () => {
    const metrics = new MetricBuffer({ clock: systemClock, intervalMs: 1_000, meter });
    const gateway = newGateway({}, { metrics });
    const evil = 'a"} 1\nevil{x="';
    const ctx = { waitUntil: () => undefined };
    for (let i = 0; i < 10_000; i++) await gateway.fetch(new Request(`https://gateway.test/${encodeURIComponent(evil)}/${i}`), ctx);
    const text = await scrape(gateway);
    expect(text).not.toContain("evil");
    expect(valueOf(text, answered("unmatched", 404))).toBeGreaterThanOrEqual(10_000);
    const series = [...countersOf(text).keys()].filter((name) => name.includes('endpoint="unmatched"'));
    expect(series.length).toBeLessThanOrEqual(18);
  });
});

describe("gauges", () => {
  test("tell the engine's load, the models and the cache's damage as they are", async () => {
    cache.does.stats = async () =>
      ok({ corruptTotal: { memory: 1, kv: 2, d1: 4 } } as Awaited<ReturnType<CacheService["stats"]>> extends { value: infer V }
        ? V
        : never);
    const text = await scrape(meteredGateway());
    for (const line of [
      "steadytext_queue_depth 1",
      "steadytext_requests_running 2",
      'steadytext_kv_pages{state="used"} 6',
      'steadytext_kv_pages{state="kept"} 4',
      'steadytext_kv_pages{state="empty"} 6',
      'steadytext_model_ready{kind="generate"} 1',
      'steadytext_model_load_seconds{kind="generate",cause="request"} 0.005',
      "steadytext_cache_corrupt_total 7",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });

  test("are left out where they cannot be asked, and the rest is told", async () => {
    const throws = async () => {
      throw new Error("away");
    };
    Object.assign(engine.does, { status: throws, load: throws });
    Object.assign(cache.does, { stats: throws });
    embedder.does.status = async () => ok({ state: "loading", identity: ENGINE_IDENTITY });
    const text = await scrape(meteredGateway());
    expect(text).toContain('steadytext_model_ready{kind="generate"} 0\n');
    expect(text).toContain('steadytext_model_ready{kind="embed"} 0\n');
    for (const name of ["queue_depth", "kv_pages", "model_load_seconds", "cache_corrupt_total"]) {
      expect(text).not.toContain(`steadytext_${name}`);
    }
  });
});

describe("the meter", () => {
  const report = (source: string, sequence: number): MeterReport => ({
    source,
    sequence,
    series: [{ family: "rateLimited", labels: [], counts: [1] }],
    requests: [],
  });
  const limited = async (): Promise<number> => {
    const { series } = await meter().read();
    return series.find(({ family }) => family === "rateLimited")?.counts[0] ?? 0;
  };

  test("takes a report once, however often it is sent, before and after an eviction", async () => {
    const before = await limited();
    await meter().record(report("a", 1));
    await meter().record(report("a", 1));
    await evictDurableObject(meter());
    await meter().record(report("a", 1));
    await meter().record(report("b", 1));
    await meter().record(report("a", 2));
    expect(await limited()).toBe(before + 3);
  });

  test("counters never fall, through evictions, aborts and reports that are lost on the way", async () => {
    const gateway = meteredGateway();
    let last = countersOf(await scrape(gateway));
    for (let round = 0; round < 6; round++) {
      await send(gateway, "/tokenize", { body: { content: "a" } });
      await resetStandIns();
      if (round % 2 === 0) await evictDurableObject(meter());
      else await runInDurableObject(meter(), (_, state) => state.abort("as on a deploy")).catch(() => undefined);
      const now = countersOf(await scrape(gateway));
      expect([...last].filter(([series, value]) => (now.get(series) ?? 0) < value)).toEqual([]);
      last = now;
    }
  });

  test("while it is away requests are answered, and are counted once it is back", async () => {
    let isAway = true;
    const metrics = new MetricBuffer({
      clock: systemClock,
      intervalMs: 0,
      meter: () => {
        if (isAway) throw new Error("away");
        return meter();
      },
    });
    const gateway = newGateway({}, { metrics });
    const before = valueOf(await scrape(meteredGateway()), answered("/tokenize", 200));
    for (let i = 0; i < 5; i++) expect((await send(gateway, "/tokenize", { body: { content: "a" } })).status).toBe(200);
    expect((await send(gateway, "/metrics", { key })).status).toBe(503);
    isAway = false;
    expect(valueOf(await scrape(gateway), answered("/tokenize", 200))).toBe(before + 5);
  });

  test("a report whose acknowledgement is lost counts once", async () => {
    let cuts = 3;
    const record = async (sent: MeterReport): Promise<void> => {
      await meter().record(sent);
      if (cuts-- > 0) throw new Error("cut");
    };
    const metrics = new MetricBuffer({ clock: systemClock, intervalMs: 0, meter: () => ({ record, read: () => meter().read() }) });
    const gateway = newGateway({}, { metrics });
    const before = valueOf(await scrape(meteredGateway()), answered("/detokenize", 200));
    for (let i = 0; i < 6; i++) await send(gateway, "/detokenize", { body: { tokens: [65] } });
    await resetStandIns();
    expect(valueOf(await scrape(gateway), answered("/detokenize", 200))).toBe(before + 6);
  });
});

describe("analytics", () => {
  /** Delivers until nothing is due. */
  async function deliverAll(): Promise<void> {
    while (await runDurableObjectAlarm(meter()));
  }
  test("have each request once, though deliveries fail or are cut off, and the meter is evicted", async () => {
    await deliverAll();
    await resetStandIns();
    const gateway = meteredGateway();
    const usual = ledger.does.recordRequests;
    for (let round = 0; round < 9; round++) {
      ledger.does.recordRequests = deliveryFaults(usual)[round % 3]!;
      const sent = Array.from({ length: 20 }, () => send(gateway, "/tokenize", { body: { content: "a" } }));
      for (const response of await Promise.all(sent)) await response.settled();
      await runDurableObjectAlarm(meter());
      if (round % 2 === 0) await evictDurableObject(meter());
    }
    ledger.does.recordRequests = usual;
    await deliverAll();
    expect(ledger.requests.filter(({ endpoint }) => endpoint === "/tokenize")).toHaveLength(180);
    expect(ledger.requests[0]).toMatchObject({ endpoint: "/tokenize", region: "unknown", status: 200, cache: null });
  });

  test("lack what the ledger refuses, which is counted, and go on", async () => {
    const gateway = meteredGateway();
    const work = async () => {
      await (await send(gateway, "/tokenize", { body: { content: "a" } })).settled();
      ledger.does.recordRequests = async () => fail("invalid_request", "no such column");
      await deliverAll();
    };
    const [dropped] = await growth(gateway, ["steadytext_analytics_dropped_total"], work);
    expect(dropped).toBeGreaterThan(0);
  });
});
