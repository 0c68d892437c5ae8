import { expect, test } from "vitest";
import { headWithoutBody } from "./head-without-body.ts";

test("a HEAD has the answer's status and headers, and whoever writes the body is let go", async () => {
  const cancelled = Promise.withResolvers<string>();
  const body = new ReadableStream({ cancel: () => cancelled.resolve("let go") });
  const answer = new Response(body, { status: 203, headers: { "content-type": "application/x-ndjson" } });
  const head = headWithoutBody(answer, new Request("https://gateway.test/", { method: "HEAD" }));
  expect([head?.status, head?.headers.get("content-type"), head?.body]).toEqual([203, "application/x-ndjson", null]);
  expect(await cancelled.promise).toBe("let go");
});

test("any other answer stays as it is", () => {
  expect(headWithoutBody(new Response("text"), new Request("https://gateway.test/"))).toBeUndefined();
});
