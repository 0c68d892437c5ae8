import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeEntry, openStores, openTestCache, valueOf } from "../../test/open-test-cache.ts";

const digestOf = (at: number) => at.toString(16).padStart(64, "0");

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream as never).text();
}

/** A stream of the text, cut into pieces of some sizes. */
function streamOf(text: string, sizes: readonly number[] = [65_536]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  let index = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const size = sizes[index++ % sizes.length]!;
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  }) as ReadableStream<Uint8Array>;
}

/** A cache with so many entries of a tenant, and their export. */
async function exported(count: number) {
  const stores = openStores();
  const cache = openTestCache(stores);
  const entries = Array.from({ length: count }, (_, at) => makeEntry("tenant:a", digestOf(at)));
  valueOf(await cache.entries.putMany(entries));
  return { cache, stores, entries, text: await textOf(valueOf(await cache.transfer.export("tenant:a"))) };
}

describe("an export", () => {
  test("has a scope's living entries by digest, and says how many", async () => {
    const { cache, stores, entries } = await exported(250);
    valueOf(await cache.entries.put(makeEntry("tenant:b", digestOf(1))));
    valueOf(await cache.entries.put(makeEntry("tenant:a", digestOf(999), { ttlSeconds: 60 })));
    stores.clock.nowMs += 61_000;
    const lines = (await textOf(valueOf(await cache.transfer.export("tenant:a")))).trimEnd().split("\n");
    expect(lines.slice(0, -1).map((line) => JSON.parse(line).digest)).toEqual(entries.map(({ digest }) => digest));
    expect(lines.at(-1)).toBe('{"entries":250}');
    const rest = await textOf(valueOf(await cache.transfer.export("tenant:a", digestOf(199))));
    expect(rest.trimEnd().split("\n")).toHaveLength(51);
  });

  test("leaves out what is damaged", async () => {
    const { cache, stores } = await exported(3);
    stores.database.sqlite.exec(`UPDATE cache_entries SET value = 'AA==' WHERE digest = '${digestOf(1)}'`);
    const lines = (await textOf(valueOf(await cache.transfer.export("tenant:a")))).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).digest ?? JSON.parse(line).entries)).toEqual([digestOf(0), digestOf(2), 2]);
  });

  test("that the record fails breaks off, without the last line", async () => {
    const { cache, stores } = await exported(150);
    let calls = 0;
    stores.database.beforeCall = () => {
      if (++calls > 3) throw new Error("D1_ERROR: injected");
    };
    await expect(textOf(valueOf(await cache.transfer.export("tenant:a")))).rejects.toThrow("the export was cut");
  });
});

describe("an import", () => {
  test("brings back what was exported, for the scope it is for, however its bytes arrive", async () => {
    const { text, entries } = await exported(20);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 9 }), async (sizes) => {
        const cache = openTestCache(openStores());
        expect(valueOf(await cache.transfer.import("tenant:new", streamOf(text, sizes)))).toEqual({ imported: 20, expired: 0 });
        for (const { digest, value } of entries) expect(valueOf(await cache.entries.get("tenant:new", digest))).toEqual(value);
        expect(valueOf(await cache.entries.get("tenant:a", entries[0]!.digest))).toBeNull();
      }),
      { numRuns: 15 },
    );
  });

  test("keeps each entry's end, and leaves out what is over", async () => {
    const { text } = await exported(5);
    const stores = openStores();
    const cache = openTestCache(stores);
    stores.clock.nowMs += 3_599_000;
    expect(valueOf(await cache.transfer.import("tenant:a", streamOf(text)))).toEqual({ imported: 5, expired: 0 });
    stores.clock.nowMs += 1_000;
    expect(valueOf(await cache.entries.get("tenant:a", digestOf(0)))).toBeNull();
    expect(valueOf(await cache.transfer.import("tenant:a", streamOf(text)))).toEqual({ imported: 0, expired: 5 });
  });

  const edits: [string, (lines: string[]) => string[], number, RegExp][] = [
    ["is not JSON", (lines) => lines.with(2, "{"), 3, /is not JSON/],
    ["has a value that was changed", (lines) => lines.with(2, lines[2]!.replace(/"value":"./, '"value":"A')), 3, /checksum/],
    ["has a field too many", (lines) => lines.with(2, lines[2]!.replace("{", '{"x":1,')), 3, /x/],
    ["has another digest's form", (lines) => lines.with(2, lines[2]!.replace(/"digest":"./, '"digest":"X')), 3, /digest/],
    [
      "lives too long",
      (lines) => lines.with(2, lines[2]!.replace(/"expires_at_ms":\d+/, '"expires_at_ms":8000000000000000')),
      3,
      /expires_at_ms/,
    ],
    ["is too long", (lines) => lines.with(2, "x".repeat(2_100_000)), 3, /too long/],
    ["is missing at the end", (lines) => lines.slice(0, 2), 3, /cut/],
    ["is missing in the middle", (lines) => lines.toSpliced(1, 1), 5, /says 5 entries/],
    ["comes after the last", (lines) => [...lines, lines[0]!], 7, /after the last/],
  ];
  test.each(edits)("stops at a line that %s, names it, and tells what it has taken", async (_, edit, line, reason) => {
    const { text } = await exported(5);
    const stores = openStores();
    const cache = openTestCache(stores);
    const outcome = await cache.transfer.import("tenant:a", streamOf(edit(text.trimEnd().split("\n")).join("\n")));
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: "invalid_request", message: expect.stringMatching(reason), details: { line } },
    });
    const rows = stores.database.sqlite.prepare("SELECT count(*) AS rows FROM cache_entries").get()!["rows"];
    expect(outcome).toMatchObject({ error: { details: { imported: rows } } });
  });

  test("of bytes that are no text is refused", async () => {
    const cache = openTestCache(openStores());
    const bytes = new ReadableStream({ start: (controller) => (controller.enqueue(new Uint8Array([0xff, 0x0a])), controller.close()) });
    const outcome = await cache.transfer.import("tenant:a", bytes as ReadableStream<Uint8Array>);
    expect(outcome).toMatchObject({ ok: false, error: { code: "invalid_request", details: { line: 1 } } });
  });

  test("that the record fails says how far it came", async () => {
    const { text } = await exported(250);
    const stores = openStores();
    let calls = 0;
    stores.database.beforeCall = () => {
      if (++calls > 1) throw new Error("D1_ERROR: injected");
    };
    const outcome = await openTestCache(stores).transfer.import("tenant:a", streamOf(text));
    expect(outcome).toMatchObject({ ok: false, error: { code: "unavailable", details: { imported: 100 } } });
  });
});

test.each(["everyone", "tenant:", "tenant:a b"])("the scope %j is refused on both ways", async (scope) => {
  const { transfer } = openTestCache(openStores());
  const refused = { ok: false, error: { code: "invalid_request", param: "scope" } };
  expect(await transfer.export(scope as "shared")).toMatchObject(refused);
  expect(await transfer.import(scope as "shared", streamOf(""))).toMatchObject(refused);
});
