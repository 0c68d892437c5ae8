import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { embeddingModel } from "./harness/models.ts";
import { startService, type Service } from "./harness/service.ts";

let service: Service;
let scraper: Readonly<Record<string, string>>;
let operator: Readonly<Record<string, string>>;
beforeAll(async () => {
  const callers = [
    { tenant: "operators", scopes: ["metrics"] },
    { tenant: "operators", scopes: ["admin"] },
  ];
  service = await startService([embeddingModel()], callers);
  scraper = { "x-api-key": service.keys[0] ?? "" };
  operator = { "x-api-key": service.keys[1] ?? "" };
});
afterAll(() => service?.close());

const analytics = z.object({
  hours: z.literal(24),
  rows: z.array(
    z.object({
      endpoint: z.string(),
      requests: z.number(),
      errors: z.number(),
      p50_ms: z.number(),
      p95_ms: z.number(),
      cache_rate: z.number().nullable(),
      prompt_tokens: z.number(),
    }),
  ),
});

it("counts what callers asked for in the metrics and in the ledger, each once", async () => {
  const ask = (text: string) => service.post("/embed", { text }, { "x-api-key": service.apiKey });
  for (let i = 0; i < 5; i++) expect((await ask(`Text ${i}.`)).status).toBe(200);
  await expect.poll(async () => (await ask("Text 0.")).headers.get("x-steadytext-cache")).toBe("HIT");
  await ask("Text 0.");

  const embedded = async () => {
    const response = await service.get("/admin/analytics", operator);
    const { rows } = analytics.parse(await response.json());
    return rows.find(({ endpoint }) => endpoint === "/embed");
  };
  const text = await (await service.get("/metrics", scraper)).text();
  const counted = Number(/^steadytext_requests_total\{endpoint="\/embed",region="[a-z]+",status="200"\} (\d+)$/m.exec(text)?.[1]);
  // The local runtime tells a place of its own.
  expect(counted).toBeGreaterThanOrEqual(7);
  expect(text).toContain('steadytext_model_ready{kind="embed"} 1\n');
  expect(text).toMatch(/^steadytext_model_load_seconds\{kind="embed",cause="(?:request|warm)"\} [\d.]+$/m);
  expect(text).toMatch(/^steadytext_cache_corrupt_total 0$/m);

  await expect.poll(async () => (await embedded())?.requests, { timeout: 30_000 }).toBe(counted);
  const row = await embedded();
  expect(row).toMatchObject({ errors: 0 });
  expect(row?.cache_rate).toBeGreaterThan(0);
  expect(row?.p50_ms).toBeLessThanOrEqual(row?.p95_ms ?? 0);
  const tokens = Number(/^steadytext_prompt_tokens_total (\d+)$/m.exec(text)?.[1]);
  expect(row?.prompt_tokens).toBe(tokens);
});
