import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { KEY, refusal, runCommand, standIn, type Outside } from "./test-support/run-command.ts";

const ANSWER = {
  text: "Rain falls.",
  cached: false,
  model: "m",
  finish_reason: "stop",
  stop_type: "eos",
  usage: { prompt_tokens: 1, completion_tokens: 3, total_tokens: 4 },
};
const generates = () => standIn({ "POST /generate": Response.json(ANSWER) });
const refuses = (...args: Parameters<typeof refusal>) => standIn({ "POST /generate": refusal(...args) }).fetch;
const scratch = mkdtempSync(join(tmpdir(), "steadytext-cli-"));

const HTML = standIn({ "POST /generate": new Response("<html>It works!</html>") }).fetch;
const REDIRECT = standIn({ "POST /generate": new Response(null, { status: 302, headers: { location: "https://elsewhere.test/" } }) }).fetch;

describe("bad input is told in one line with the next step, by its exit code, and stdout stays empty:", () => {
  const faults: [string, readonly string[], Outside, number, RegExp][] = [
    ["a wrong address", ["generate", "x", "--retries", "0"], {}, 6, /ECONNREFUSED[^]*Is the service running/],
    ["an address of something else", ["generate", "x"], { fetch: HTML }, 6, /no.*JSON|not the service[^]*Check the address/],
    ["an address that redirects", ["generate", "x"], { fetch: REDIRECT }, 6, /redirects to https:\/\/elsewhere/],
    ["no address", ["generate", "x"], { env: { STEADYTEXT_URL: "" } }, 2, /STEADYTEXT_URL[^]*config set-url/],
    ["an address that is none", ["generate", "x", "--url", "text"], {}, 2, /http or https/],
    ["no key", ["generate", "x"], { fetch: refuses(401, "missing_api_key", "An API key is needed") }, 3, /config set-key/],
    ["a key that is none", ["generate", "x"], { env: { STEADYTEXT_API_KEY: "schlüssel" } }, 3, /as the service gave it[^]*config set-key/],
    ["no time at all", ["generate", "x", "--timeout", "0"], {}, 2, /above 0/],
    ["a bad key", ["generate", "x"], { fetch: refuses(403, "invalid_api_key", "This API key is not valid") }, 3, /revoked or expired/],
    ["a key without the scope", ["generate", "x"], { fetch: refuses(403, "insufficient_scope", "It lacks generate") }, 3, /scope/],
    [
      "a used-up limit",
      ["generate", "x"],
      { fetch: refuses(429, "rate_limited", "Too many", { "retry-after": "90" }) },
      5,
      /Try again in 90 s/,
    ],
    ["a missing model", ["generate", "x", "--model", "m"], { fetch: refuses(404, "model_not_found", "No m") }, 4, /models list/],
    ["a request that is refused", ["generate", "x"], { fetch: refuses(400, "invalid_request", "stop: too many") }, 2, /stop: too many/],
    ["a service at fault", ["generate", "x", "--retries", "0"], { fetch: refuses(500, "internal", "Our side") }, 1, /req-1/],
    ["no prompt, and nobody to ask", ["generate"], {}, 2, /stdin is empty/],
    ["no prompt, at a terminal", ["generate"], { isTerminal: true }, 2, /no prompt/],
    ["nobody to confirm", ["keys", "revoke", "abc"], {}, 2, /not a terminal[^]*--yes/],
    ["nobody to confirm, though at a terminal", ["cache", "purge", "--tenant", "a", "--no-input"], { isTerminal: true }, 2, /--yes/],
    ["a schema that is none", ["generate", "x", "--schema", import.meta.filename], {}, 2, /not a JSON Schema/],
    ["a file that is not there", ["generate", "x", "--schema", "/nonexistent/s.json"], {}, 2, /no file \/nonexistent\/s.json/],
    ["a file of no known kind", ["models", "push", import.meta.filename], {}, 2, /--kind/],
    ["an unknown command", ["frobnicate"], {}, 2, /unknown command/],
    ["an unknown option", ["generate", "x", "--frob"], {}, 2, /unknown option/],
    ["a number that is none", ["generate", "x", "--max-tokens", "many"], {}, 2, /whole number/],
    ["a key in the arguments", ["generate", "x", "--api-key", KEY], {}, 2, /unknown option/],
  ];
  test.each(faults)("%s", async (_, args, outside, code, told) => {
    const { code: was, out, err } = await runCommand(args, outside);
    expect(err).toMatch(told);
    expect({ code: was, out }).toEqual({ code, out: "" });
    expect(err).not.toMatch(/\n\s+at |Error:/);
    expect(err).not.toContain(KEY);
    expect(err.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
  });

  test("an interruption", async () => {
    const interruption = new AbortController();
    interruption.abort(new DOMException("Interrupted", "AbortError"));
    const { code, err } = await runCommand(["generate", "x"], { fetch: generates().fetch, signal: interruption.signal });
    expect({ code, err }).toEqual({ code: 130, err: "error: Interrupted.\n  Run the command again to go on.\n" });
  });

  test("with --json, as JSON on stderr", async () => {
    const { code, out, err } = await runCommand(["generate", "x", "--json"], { fetch: refuses(404, "model_not_found", "No m") });
    expect({ code, out }).toEqual({ code: 4, out: "" });
    expect(JSON.parse(err)).toMatchObject({ error: { message: "No m", code: "model_not_found", exit_code: 4, request_id: "req-1" } });
  });
});

describe("streams", () => {
  test("a result alone is on stdout: text for people, JSON on one line with --json", async () => {
    expect(await runCommand(["generate", "x"], generates())).toEqual({ code: 0, out: "Rain falls.\n", err: "" });
    expect(await runCommand(["generate", "x", "--json"], generates())).toEqual({ code: 0, out: `${JSON.stringify(ANSWER)}\n`, err: "" });
  });

  test("help and the version are answers", async () => {
    expect(await runCommand(["--version"])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: "" });
    expect(await runCommand(["models", "push", "--help"])).toMatchObject({ code: 0, out: expect.stringContaining("Example:"), err: "" });
    expect(await runCommand([])).toMatchObject({ code: 2, out: "" });
  });

  test("colours are for terminals, and not where NO_COLOR is set", async () => {
    const at = async (outside: Outside) => (await runCommand(["generate", "x", "--retries", "0"], outside)).err.includes("\u001b[");
    expect(await at({ isTerminal: true, env: { TERM: "xterm" } })).toBe(true);
    expect(await at({ isTerminal: true, env: { TERM: "xterm", NO_COLOR: "1" } })).toBe(false);
    expect(await at({ isTerminal: true, env: { TERM: "dumb" } })).toBe(false);
    expect(await at({})).toBe(false);
  });

  test("a prompt comes from stdin where it is left out or -", async () => {
    for (const args of [["generate"], ["generate", "-"]]) {
      const { fetch, seen } = generates();
      await runCommand(args, { fetch, stdin: "from a pipe\n" });
      expect(seen[0]?.body).toEqual({ prompt: "from a pipe\n" });
    }
  });
});

test("every option of generate reaches the service under the API's name", async () => {
  const { fetch, seen } = generates();
  const schema = join(scratch, "schema.json");
  writeFileSync(schema, '{"type":"object"}');
  const numbers = ["--max-tokens", "5", "--temperature", "0.5", "--seed", "7", "--top-p", "0.9", "--top-k", "3", "--min-p", "0.1"];
  const texts = ["--stop", "a", "--stop", "b", "--system", "s", "--model", "m", "--schema", schema, "--regex", "r", "--choice", "c"];
  await runCommand(["generate", "x", ...numbers, ...texts, "--no-cache", "--raw", "--logprobs"], { fetch });
  expect(seen[0]?.body).toEqual({
    prompt: "x",
    max_tokens: 5,
    temperature: 0.5,
    seed: 7,
    top_p: 0.9,
    top_k: 3,
    min_p: 0.1,
    stop: ["a", "b"],
    system: "s",
    model: "m",
    schema: { type: "object" },
    regex: "r",
    choices: ["c"],
    cache: { no_cache: true, no_store: true },
    raw: true,
    return_logprobs: true,
  });
});

describe("the key", () => {
  const keyOf = async (args: readonly string[], outside: Outside) => {
    const { fetch, seen } = generates();
    const { err } = await runCommand(["generate", "x", ...args], { fetch, ...outside });
    return { key: seen[0]?.headers.get("authorization")?.replace("Bearer ", ""), err };
  };
  const file = join(scratch, "key.txt");
  writeFileSync(file, "st_test_from_file\n", { mode: 0o600 });

  test("is that of the file that is given, else the environment's, else the kept one", async () => {
    const config = join(scratch, "config.json");
    writeFileSync(config, '{"api_key":"st_test_kept"}', { mode: 0o600 });
    expect(await keyOf(["--api-key-file", file], {})).toEqual({ key: "st_test_from_file", err: "" });
    expect(await keyOf(["--api-key-file", "-"], { stdin: "st_test_from_stdin\n" })).toEqual({ key: "st_test_from_stdin", err: "" });
    expect(await keyOf([], { env: { STEADYTEXT_CONFIG: config } })).toEqual({ key: KEY, err: "" });
    expect(await keyOf([], { env: { STEADYTEXT_CONFIG: config, STEADYTEXT_API_KEY: "" } })).toEqual({ key: "st_test_kept", err: "" });
  });

  test("in a file that others may open is warned of, and kept in such a file refused", async () => {
    chmodSync(file, 0o644);
    expect(await keyOf(["--api-key-file", file], {})).toEqual({
      key: "st_test_from_file",
      err: expect.stringContaining(`chmod 600 ${file}`),
    });
    const open = join(scratch, "open.json");
    writeFileSync(open, '{"api_key":"st_test_kept"}', { mode: 0o644 });
    const { code, err } = await runCommand(["generate", "x"], { env: { STEADYTEXT_CONFIG: open, STEADYTEXT_API_KEY: "" } });
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining(`chmod 600 ${open}`) });
  });

  test("is kept where only its owner may read it, and never shown", async () => {
    const path = join(scratch, "new", "config.json");
    const env = { STEADYTEXT_CONFIG: path };
    const kept = await runCommand(["config", "set-key"], { env, stdin: `${KEY}\n` });
    expect(kept).toMatchObject({ code: 0, out: "" });
    await runCommand(["config", "set-url", "https://text.example.com"], { env });
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ api_key: KEY, url: "https://text.example.com" });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const shown = await runCommand(["config", "show", "--json"], { env });
    expect(JSON.parse(shown.out)).toEqual({ path, url: "https://text.example.com", key: "st_test_abcdefghijkl_…" });
    expect(kept.err + shown.err).not.toContain(KEY);
  });

  test.each(["[]", '{"key":"x"}', "{", '{"url":1}'])("a configuration that is %s is refused", async (text) => {
    const path = join(scratch, "bad.json");
    writeFileSync(path, text, { mode: 0o600 });
    const { code, err } = await runCommand(["generate", "x"], { env: { STEADYTEXT_CONFIG: path, STEADYTEXT_URL: "" } });
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(path) });
  });
});
