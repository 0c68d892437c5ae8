import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { errorAnswer } from "./error-answer.ts";
import { newGateway, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";

beforeEach(resetStandIns);

const RUNS = 500;
const routes = ["init", "get", "set", "delete", "exists", "clear", "stats", "batch/get", "batch/set", "batch/delete"];
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.base64String(),
  fc.constantFrom("", "\0", "\ud800", "__proto__", "'; DROP TABLE x; --"),
);
const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, -1, 1e308, 1e-308, 10_240, 10_241));
const item = fc.record({ key: texts, value: texts, size: numbers }, { requiredKeys: [] });
const anything = fc.oneof(texts, numbers, fc.jsonValue());
const likely = fc.record(
  {
    cache_name: fc.oneof({ weight: 4, arbitrary: texts }, anything),
    key: fc.oneof({ weight: 4, arbitrary: texts }, anything),
    keys: fc.oneof({ weight: 4, arbitrary: fc.array(texts) }, anything),
    value: fc.oneof({ weight: 4, arbitrary: texts }, anything),
    size: fc.oneof({ weight: 4, arbitrary: numbers }, anything),
    items: fc.oneof({ weight: 4, arbitrary: fc.array(fc.oneof({ weight: 9, arbitrary: item }, anything)) }, anything),
    max_size_mb: fc.oneof({ weight: 4, arbitrary: numbers }, anything),
    surplus: anything,
  },
  { requiredKeys: [] },
);
const bodies = fc.oneof({ weight: 9, arbitrary: likely }, fc.jsonValue());

test(`of ${RUNS} fuzzed bodies each is answered as the protocol says, or refused by name`, async () => {
  const gateway = newGateway();
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), bodies, async (route, body) => {
      const response = await send(gateway, `/api/${route}`, { body, key: keyText("cacheUser") });
      seen.add(response.status);
      const answer: unknown = await response.json();
      expect([200, 400]).toContain(response.status);
      if (response.status === 400) errorAnswer.parse(answer);
    }),
    { numRuns: RUNS },
  );
  expect(seen).toEqual(new Set([200, 400]));
});
