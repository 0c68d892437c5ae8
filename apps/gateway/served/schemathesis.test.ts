import { afterAll, beforeAll, expect, test } from "vitest";
import { runSchemathesis } from "./schemathesis.ts";
import { startStandInGateway, type StandInGateway } from "./stand-in-gateway.ts";

let gateway: StandInGateway;

beforeAll(async () => {
  gateway = await startStandInGateway();
});

afterAll(() => gateway?.close());

test("Schemathesis finds no answer that the OpenAPI document does not tell of, and no server error", async () => {
  expect(await runSchemathesis(gateway.url, { seconds: 30, seed: 7, phases: "examples,fuzzing", examples: 3 })).toBeNull();
}, 300_000);
