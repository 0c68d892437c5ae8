import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, standIn } from "../test-support/run-command.ts";

const scratch = mkdtempSync(join(tmpdir(), "steadytext-export-"));
const line = (digit: string) => `${JSON.stringify({ digest: digit.repeat(64), value: "v" })}\n`;
const ROUTE = "GET /admin/cache/export";

/** An answer that breaks off in the middle of a line. */
const cut = (text: string) => () => {
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      controller.error(new Error("reset"));
    },
  });
  return new Response(body);
};

test("an export that breaks off goes on after its last whole line, and its last line counts all", async () => {
  const answers = [() => new Response(line("a") + line("b").slice(0, 20)), () => new Response(`${line("b")}{"entries":1}\n`)];
  const { fetch, seen } = standIn({ [ROUTE]: answers });
  const { code, out, err } = await runCommand(["cache", "export", "--tenant", "t"], { fetch });
  expect({ code, out }).toEqual({ code: 0, out: `${line("a")}${line("b")}{"entries":2}\n` });
  expect(err).toContain("2 answers");
  expect(seen.map(({ path }) => path)).toEqual(["/admin/cache/export?tenant=t", `/admin/cache/export?tenant=t&after=${"a".repeat(64)}`]);
});

test("one that stays broken is a failure of the network, and leaves no file", async () => {
  const { fetch } = standIn({ [ROUTE]: cut(line("c").slice(0, 9)) });
  const path = join(scratch, "broken.ndjson");
  expect(await runCommand(["cache", "export", "--tenant", "t", "--output", path], { fetch })).toMatchObject({ code: 6, out: "" });
  expect([path, `${path}.partial`].filter(existsSync)).toEqual([]);
});

test("a file appears once it is whole", async () => {
  const { fetch } = standIn({ [ROUTE]: () => new Response(`${line("a")}{"entries":1}\n`) });
  const path = join(scratch, "whole.ndjson");
  expect(await runCommand(["cache", "export", "--tenant", "t", "--output", path], { fetch })).toMatchObject({ code: 0, out: "" });
  expect(readFileSync(path, "utf8")).toBe(`${line("a")}{"entries":1}\n`);
  expect(existsSync(`${path}.partial`)).toBe(false);
});

test.runIf(existsSync("/dev/full"))("a full disk is told by the name of the file", async () => {
  const { fetch } = standIn({ [ROUTE]: () => new Response(`${line("a")}{"entries":1}\n`) });
  const { code, err } = await runCommand(["cache", "export", "--tenant", "t", "--output", "/dev/full"], { fetch });
  expect({ code, err }).toEqual({
    code: 1,
    err: "error: The disk is full: /dev/full was not written.\n  Make room, then run the command again.\n",
  });
});
