import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tinyModel } from "@steadytext/llm/tiny-model";
import { beforeAll, expect, test } from "vitest";
import { Session } from "./session.ts";
import { BASE_URL } from "./test-support/run-command.ts";
import { recompute } from "./verify/recompute.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "steadytext-packed-"));
const modelFile = join(folder, "tiny.gguf");
const answerFile = join(folder, "answer.json");
const ASKED = { prompt: "hello world", max_tokens: 8 };

function packed(...args: readonly string[]) {
  const env = { PATH: process.env["PATH"], HOME: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, "dist/main.js"), ...args], { encoding: "utf8", env });
  return { code: status, out: stdout, err: stderr };
}

/** Builds the command into a folder that has its two dependencies and nothing of the repository. */
beforeAll(async () => {
  execFileSync(join(root, "node_modules/.bin/tsdown"), ["--out-dir", join(folder, "dist"), "--logLevel", "error"], { cwd: root });
  for (const name of ["commander", "@clack/prompts"]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(join(root, "node_modules", name)), link);
  }
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(modelFile, tinyModel().bytes);
  const { signal } = new AbortController();
  const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
  const session = new Session({ quiet: true, url: BASE_URL }, { env: {}, ...streams, signal });
  const unknown = { modelDigest: null, requestDigest: null, engineDigest: null, contextLength: 256 };
  const { answer } = await recompute(session, { asked: ASKED, file: modelFile, ...unknown });
  writeFileSync(answerFile, JSON.stringify(answer));
});

const verify = ["verify", ASKED.prompt, "--max-tokens", String(ASKED.max_tokens), "--model-file", modelFile, "--quiet"];

test("the packed command computes a saved answer again, with the kernel that lies beside it", () => {
  expect(packed(...verify, "--answer", answerFile)).toMatchObject({ code: 0, err: "" });
});

test("another answer than the one that was asked for is told by the first byte that differs", () => {
  expect(packed(...verify, "--answer", answerFile, "--temperature", "1.5")).toMatchObject({
    code: 7,
    out: "",
    err: expect.stringContaining("differs from byte"),
  });
});

test("what is loaded on demand is there too", () => {
  const push = packed("models", "push", modelFile, "--kind", "embed", "--tokenizer", answerFile, "--url", "http://127.0.0.1:1");
  expect(push).toMatchObject({ code: 7, out: "", err: expect.stringContaining("tokenizer") });
});
