import { ok, type GenerationJob } from "@steadytext/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ReplicaService } from "../replica/replica-service.ts";
import { callGeneration } from "./generation-call.ts";
import type { ReplicaAddress } from "./replica-address.ts";
import { Router } from "./router.ts";

const ADDRESSES: readonly ReplicaAddress[] = [
  { name: "auto-0", place: "auto" },
  { name: "auto-1", place: "auto" },
];
const JOB = { requestDigest: "d", timeoutMs: 100_000 } as GenerationJob;

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

it("a replica that goes on with a broken stream is told what time has gone by, of the deadline and of the stream", async () => {
  const called = vi.fn<ReplicaService["stream"]>();
  const router = new Router({
    replicas: ADDRESSES,
    now: () => Date.now(),
    interruptionOf: () => "reset",
    onInterrupted: () => undefined,
  });
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
  called.mockImplementationOnce(async () => {
    pass(20_000);
    const breaks = (controller: ReadableStreamDefaultController) => {
      pass(30_000);
      controller.error(new Error("cut"));
    };
    return ok({ load: 0, answer: new ReadableStream({ pull: breaks }, { highWaterMark: 0 }) });
  });
  called.mockImplementationOnce(async () => ok({ load: 0, answer: new Response('{"type":"error"}\n').body! }));

  const opened = await callGeneration(JOB, { router, stubOf: () => ({ stream: called }) });
  if (!opened.ok) throw new Error(opened.error.message);
  expect(await new Response(opened.value).text()).toBe('{"type":"error"}\n');
  // The model's load is no part of the stream.
  expect(called.mock.calls.map(([{ timeoutMs }, , streamedMs]) => [timeoutMs, streamedMs])).toEqual([
    [100_000, 0],
    [50_000, 30_000],
  ]);
});
