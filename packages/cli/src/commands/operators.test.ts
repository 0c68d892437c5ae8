import { describe, expect, test } from "vitest";
import { parseSample } from "./metrics.ts";
import { refusal, runCommand, standIn } from "../test-support/run-command.ts";

const RECORD = { id: "abcdefghijkl", env: "live", name: "web", tenant: "t", scopes: ["generate"], expires_at: null, revoked_at: null };
const listed = { ...RECORD, created_at: "2026-01-02T03:04:05.000Z" };

describe("keys", () => {
  test("a new key alone is on stdout", async () => {
    const { fetch, seen } = standIn({ "POST /admin/keys": Response.json({ ...RECORD, key: "st_live_new" }, { status: 201 }) });
    const args = ["keys", "create", "--name", "web", "--scope", "generate", "--scope", "embed", "--limit", "requests_per_minute=60"];
    expect(await runCommand(args, { fetch })).toMatchObject({ code: 0, out: "st_live_new\n", err: expect.stringContaining("this once") });
    expect(seen[0]?.body).toEqual({ name: "web", scopes: ["generate", "embed"], tenant: "default", limits: { requests_per_minute: 60 } });
  });

  test("a limit that is none is refused before anything is asked", async () => {
    const args = ["keys", "create", "--name", "web", "--scope", "generate", "--limit", "requests=60"];
    expect(await runCommand(args)).toMatchObject({ code: 2, err: expect.stringContaining("requests_per_minute") });
  });

  test("are listed to the last page", async () => {
    const pages = [
      { keys: [listed], cursor: "next" },
      { keys: [{ ...listed, id: "second", revoked_at: listed.created_at }], cursor: null },
    ];
    const { fetch, seen } = standIn({ "GET /admin/keys": pages.map((page) => () => Response.json(page)) });
    const { out } = await runCommand(["keys", "list", "--tenant", "t"], { fetch });
    expect(seen.map(({ path }) => path)).toEqual(["/admin/keys?tenant=t", "/admin/keys?tenant=t&cursor=next"]);
    expect(out.split("\n").map((line) => line.split(/ {2,}/).at(-1))).toEqual(["state", "active", "revoked 2026-01-02", ""]);
  });
});

describe("the cache", () => {
  test("is purged until nothing is left", async () => {
    const answers = [
      { removed: 100, complete: false },
      { removed: 5, complete: true },
    ];
    const { fetch, seen } = standIn({ "POST /admin/cache/purge": answers.map((answer) => () => Response.json(answer)) });
    expect(await runCommand(["cache", "purge", "--model-digest", "d", "--yes"], { fetch })).toMatchObject({
      code: 0,
      out: "105 answers are forgotten.\n",
    });
    expect(seen.map(({ body }) => body)).toEqual([{ model_digest: "d" }, { model_digest: "d" }]);
  });

  test.each([[[]], [["--tenant", "a", "--digest", "b"]]])("is not purged by %j", async (options) => {
    expect(await runCommand(["cache", "purge", "--yes", ...options])).toMatchObject({
      code: 2,
      err: expect.stringContaining("one option"),
    });
  });

  test("takes an export from stdin as it comes", async () => {
    const { fetch, seen } = standIn({ "POST /admin/cache/import": Response.json({ imported: 2, expired: 1 }) });
    const { code, out } = await runCommand(["cache", "import", "-", "--tenant", "t"], { fetch, stdin: "lines" });
    expect({ code, out }).toEqual({ code: 0, out: "2 answers are taken, 1 were over.\n" });
    expect(seen[0]?.headers.get("content-type")).toBe("application/x-ndjson");
    expect(await new Response(seen[0]?.body as ReadableStream).text()).toBe("lines");
  });
});

describe("models", () => {
  const model = { name: "m", kind: "generate", default: true, active: "1", sequence: 7, versions: [] };

  test("are listed as far as the key may see them", async () => {
    const { fetch } = standIn({
      "GET /admin/models": refusal(403, "insufficient_scope", "It lacks admin"),
      "GET /v1/models": Response.json({ object: "list", data: [{ id: "m" }] }),
    });
    expect(await runCommand(["models", "list"], { fetch })).toEqual({ code: 0, out: "m\n", err: "" });
  });

  test("are rolled back from the sequence that is seen; another's change is not overwritten", async () => {
    const { fetch, seen } = standIn({
      "GET /admin/models": Response.json({ models: [model] }),
      "POST /admin/models/m/rollback": refusal(409, "sequence_conflict", "m is at sequence 8"),
    });
    expect(await runCommand(["models", "rollback", "m"], { fetch })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/sequence 8[^]*models list/),
    });
    expect(seen.at(-1)?.body).toEqual({ if_sequence: 7 });
  });

  test("that are not there are named with those that are", async () => {
    const { fetch } = standIn({ "GET /admin/models": Response.json({ models: [model] }) });
    expect(await runCommand(["models", "activate", "other", "1"], { fetch })).toMatchObject({
      code: 4,
      err: expect.stringContaining("there are: m"),
    });
  });
});

test("doctor stops at the first thing that is wrong, with its exit code", async () => {
  const { fetch } = standIn({
    "GET /health": Response.json({ status: "ok" }),
    "GET /info": refusal(403, "invalid_api_key", "This API key is not valid"),
  });
  const { code, out } = await runCommand(["doctor"], { fetch });
  expect(code).toBe(3);
  expect(
    out
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(0, 7).trim()),
  ).toEqual(["ok  nod", "ok  con", "ok  add", "ok  ser", "BAD key"]);
});

test("metrics as JSON have their labels unescaped", () => {
  expect(parseSample(String.raw`a_total{path="/x",text="a\"b\\c\nd"} 3`)).toEqual([
    { name: "a_total", labels: { path: "/x", text: 'a"b\\c\nd' }, value: "3" },
  ]);
  expect(parseSample("up +Inf")).toEqual([{ name: "up", labels: {}, value: "+Inf" }]);
  expect(parseSample("# HELP up x")).toEqual([]);
});
