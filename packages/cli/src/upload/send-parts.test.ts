import { LIMITS } from "@steadytext/core";
import { SteadyTextClient, type Fetch } from "@steadytext/edge/client";
import { expect, test } from "vitest";
import { BASE_URL, refusal } from "../test-support/run-command.ts";
import { hashBytes } from "./hash-file.ts";
import { missingParts, sendParts } from "./send-parts.ts";

const PART = LIMITS.partBytes;
const bytes = new Uint8Array(2 * PART + 100).map((_, i) => (i * 31) % 251);
const file = { blob: new Blob([bytes]), sha256: hashBytes(bytes) };
const parts = [0, 1, 2].map((index) => bytes.slice(index * PART, (index + 1) * PART));

/** A service that has some parts and takes more; `refuse` answers in the place of some. */
function service(has: readonly number[], refuse: (index: number) => Response | null = () => null) {
  const sent: { index: number; sha256: string | null; content: string }[] = [];
  const fetch: Fetch = async (url, { method, body, headers }) => {
    if (method === "GET") return Response.json({ parts: has.map((index) => ({ index, size: parts[index]!.length })) });
    const index = Number(url.split("/").at(-1));
    const refused = refuse(index);
    if (refused !== null) return refused;
    sent.push({ index, sha256: new Headers(headers).get("x-content-sha256"), content: hashBytes(body as Uint8Array) });
    return Response.json({ index, size: 1 }, { status: 201 });
  };
  return { client: new SteadyTextClient({ baseUrl: BASE_URL, fetch }), sent };
}

async function send({ client }: ReturnType<typeof service>) {
  const done: number[] = [];
  const { signal } = new AbortController();
  const before = await sendParts(file, { client, signal, waitMs: 1, onBytes: (count) => done.push(count) });
  return { before, done };
}

test("the parts of a file add up to it, each under its own SHA-256", async () => {
  const empty = service([]);
  expect(await send(empty)).toEqual({ before: 0, done: [0, PART, 2 * PART, bytes.length] });
  expect(empty.sent).toEqual(parts.map((part, index) => ({ index, sha256: hashBytes(part), content: hashBytes(part) })));
});

test("only what has not arrived is sent", async () => {
  const half = service([0, 1]);
  expect(await send(half)).toEqual({ before: 2 * PART, done: [2 * PART, bytes.length] });
  expect(half.sent.map(({ index }) => index)).toEqual([2]);
});

test("a part of another size than it should have counts for nothing", () => {
  const arrived = [
    { index: 0, size: PART },
    { index: 1, size: 5 },
    { index: 7, size: PART },
  ];
  expect(missingParts(2 * PART + 100, arrived)).toEqual([
    { index: 1, size: PART },
    { index: 2, size: 100 },
  ]);
});

test("a part that fails once is sent again", async () => {
  let failures = 1;
  const shaky = service([], () => (failures-- > 0 ? refusal(503, "unavailable", "Storage is busy") : null));
  await send(shaky);
  expect(shaky.sent.map(({ index }) => index)).toEqual([0, 1, 2]);
});

test("an upload that breaks off says how far it came and that it can go on; one that is refused says why", async () => {
  const gone = service([0], () => {
    throw new TypeError("fetch failed", { cause: new Error("socket hang up") });
  });
  await expect(send(gone)).rejects.toMatchObject({
    exitCode: 6,
    message: expect.stringMatching(/at 49 %.*socket hang up/),
    next: expect.stringMatching(/again/),
  });
  const refused = service([], () => refusal(400, "invalid_model", "The file's SHA-256 is another"));
  await expect(send(refused)).rejects.toMatchObject({ code: "invalid_model" });
});
