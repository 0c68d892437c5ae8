import { expect, test } from "vitest";
import { runCommand, standIn } from "../test-support/run-command.ts";

const usage = { prompt_tokens: 2, total_tokens: 2 };
const embeds = () =>
  standIn({
    "POST /embed": () =>
      Response.json({
        embeddings: [
          [1, 0],
          [0.6, 0.8],
        ],
        dimension: 2,
        model: "m",
        usage,
      }),
  });

test("embed writes a vector a line, of arguments or of the lines of stdin", async () => {
  for (const [args, stdin] of [
    [["a", "b"], ""],
    [[], "a\r\n\nb\n"],
  ] as const) {
    const { fetch, seen } = embeds();
    expect(await runCommand(["embed", ...args], { fetch, stdin })).toEqual({ code: 0, out: "[1,0]\n[0.6,0.8]\n", err: "" });
    expect(seen[0]?.body).toMatchObject({ text: ["a", "b"], aggregate: "none" });
  }
});

test("similarity is the cosine of two vectors of length 1", async () => {
  expect(await runCommand(["similarity", "a", "b"], embeds())).toEqual({ code: 0, out: "0.6000\n", err: "" });
  expect(JSON.parse((await runCommand(["similarity", "a", "b", "--json"], embeds())).out)).toEqual({ similarity: 0.6, model: "m" });
});

test("rerank tells the documents, best first", async () => {
  const results = [
    { index: 1, relevance_score: 0.9 },
    { index: 0, relevance_score: 0.25 },
  ];
  const { fetch, seen } = standIn({ "POST /rerank": () => Response.json({ results, method: "embedding-cosine", model: "m", usage }) });
  const { out } = await runCommand(["rerank", "q", "first", "second", "--top-n", "2"], { fetch });
  expect(seen[0]?.body).toMatchObject({ query: "q", documents: ["first", "second"], top_n: 2 });
  expect(
    out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ {2,}/)),
  ).toEqual([
    ["score", "index", "document"],
    ["0.9000", "1", "second"],
    ["0.2500", "0", "first"],
  ]);
});

test("tokenize tells ids, with --pieces their texts or bytes too", async () => {
  const tokens = [
    { id: 5, piece: "a" },
    { id: 17, piece: [195] },
  ];
  const whole = standIn({ "POST /tokenize": () => Response.json({ tokens: [5, 17] }) });
  expect((await runCommand(["tokenize", "aé"], whole)).out).toBe("5 17\n");
  const pieces = standIn({ "POST /tokenize": () => Response.json({ tokens }) });
  expect((await runCommand(["tokenize", "aé", "--pieces"], pieces)).out).toBe('id  piece\n 5  "a"\n17  [195]\n');
  expect(pieces.seen[0]?.body).toMatchObject({ with_pieces: true });
});

test("a wait that the service asks for is told of", async () => {
  const busy = () => Response.json({ error: "Busy", code: "overloaded" }, { status: 503, headers: { "retry-after": "0" } });
  const { fetch } = standIn({ "POST /tokenize": [busy, () => Response.json({ tokens: [5] })] });
  expect(await runCommand(["tokenize", "a"], { fetch })).toEqual({ code: 0, out: "5\n", err: "The service asks to wait 0 s (503).\n" });
});

test("bench tells how long answers took, those that were computed and those from the cache", async () => {
  const final = {
    text: "a",
    cached: false,
    model: "m",
    finish_reason: "stop",
    stop_type: "eos",
    usage: { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 },
  };
  const events = [{ token: 1, text: "a", index: 0 }, final].map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
  const stream = () => new Response(`${events}data: [DONE]\n\n`, { headers: { "content-type": "text/event-stream" } });
  const { fetch, seen } = standIn({ "POST /generate": [() => Response.json(final), stream] });
  const { code, out } = await runCommand(["bench", "--requests", "3", "--concurrency", "2", "--json"], { fetch });
  expect({ code, told: JSON.parse(out) }).toMatchObject({ code: 0, told: { computed: { requests: 3 }, cached: { requests: 3 } } });
  const anew = seen.filter(({ body }) => (body as { cache?: { no_cache: boolean } }).cache?.no_cache === true);
  expect({ anew: anew.length, all: seen.length }).toEqual({ anew: 3, all: 7 });
});
