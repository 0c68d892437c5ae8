import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runCommandLine } from "@steadytext/cli/run-command-line";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import weights from "../scripts/setup/weights.json" with { type: "json" };
import { weightsPath } from "../scripts/weights.mjs";
import { repositoryRoot } from "./harness/repository-root.ts";
import { startService, type Service } from "./harness/service.ts";

const GGUF = "smollm2-135m-instruct-q4_1.gguf";
const scratch = mkdtempSync(join(tmpdir(), "steadytext-cli-"));

let service: Service;
let url: string;
beforeAll(async () => {
  const scopes = ["generate"];
  const callers = [
    { tenant: "metrics", scopes: ["metrics"] },
    { tenant: "limited", scopes, limits: { requests_per_minute: 1 } },
  ];
  service = await startService([], callers);
  url = (await service.harness.listen()).url.origin;
});
afterAll(() => service?.close());

interface Options {
  readonly key?: string;
  readonly stdin?: string;
}

const environment = (key: string) => ({ HOME: scratch, STEADYTEXT_URL: url, STEADYTEXT_API_KEY: key });

/** Runs the command where there is no terminal. */
async function steadytext(args: readonly string[], { key = service.apiKey, stdin = "" }: Options = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()] as const;
  const told = Promise.all([text(stdout), text(stderr)]);
  const { signal } = new AbortController();
  const code = await runCommandLine(args, { env: environment(key), stdin: Readable.from([stdin]), stdout, stderr, signal });
  stdout.end();
  stderr.end();
  const [out, err] = await told;
  return { code, out, err };
}

/** Runs the command in a process of its own, and interrupts it once it tells a line. */
async function interrupted(args: readonly string[], line: RegExp) {
  const env = { PATH: process.env["PATH"], ...environment(service.adminKey) };
  const child = spawn(process.execPath, [join(repositoryRoot, "packages/cli/src/main.ts"), ...args], { env });
  const ended = once(child, "close");
  const out = text(child.stdout);
  let err = "";
  for await (const told of createInterface(child.stderr)) {
    err += `${told}\n`;
    if (line.test(told)) child.kill("SIGINT");
  }
  const [code] = await ended;
  return { code, out: await out, err };
}

const admin = (args: readonly string[]) => steadytext(args, { key: service.adminKey });
const push = ["models", "push", weightsPath(GGUF), "--name", "smol", "--tag", "1", "--license", "Apache-2.0", "--activate"];

describe("models push, of the 98 MB file", () => {
  it("refuses a file in which a byte was flipped, and sends nothing of it", async () => {
    const bytes = readFileSync(weightsPath(GGUF));
    bytes[50_000_000]! ^= 1;
    const flipped = join(scratch, "flipped.gguf");
    writeFileSync(flipped, bytes);
    const { code, out, err } = await admin(["models", "push", flipped, "--sha256", weights[GGUF].sha256]);
    expect({ code, out }).toEqual({ code: 7, out: "" });
    expect(err).toContain("is not the file that was meant");
    // Its header, where the service itself can see the damage.
    writeFileSync(flipped, readFileSync(weightsPath(GGUF)).subarray(0, 1_000_000));
    expect(await admin(["models", "push", flipped, "--name", "cut"])).toMatchObject({
      code: 7,
      out: "",
      err: expect.stringContaining("error:"),
    });
    expect(await admin(["models", "list", "--json"])).toMatchObject({ out: '{"models":[]}\n' });
  });

  it("goes on where it was cut, and lets the model answer", async () => {
    const cut = await interrupted(push, /^smol 1: 5\d %/);
    expect(cut).toMatchObject({ code: 130, out: "", err: expect.stringContaining("error: Interrupted.") });
    const resumed = await admin([...push, "--json"]);
    expect({ code: resumed.code, told: JSON.parse(resumed.out) }).toMatchObject({
      code: 0,
      told: { name: "smol", version: "1", model_digest: weights[GGUF].sha256, active: true },
    });
    const [, before] = /98\.4 MB sent, ([\d.]+) MB of them from before/.exec(resumed.err) ?? [];
    expect(Number(before)).toBeGreaterThan(40);
  });
});

describe("with the model that was pushed", () => {
  it("generates whole and piece for piece, the same text, and verifies it byte for byte on this machine", async () => {
    const prompt = ["Write one sentence about rain.", "--max-tokens", "12"];
    const whole = await steadytext(["generate", ...prompt, "--json"]);
    expect({ code: whole.code, err: whole.err }).toEqual({ code: 0, err: "" });
    const { text: generated } = JSON.parse(whole.out) as { text: string };
    expect(await steadytext(["generate", ...prompt, "--stream"])).toEqual({ code: 0, out: `${generated}\n`, err: "" });
    expect(await steadytext(["generate", "--max-tokens", "12"], { stdin: prompt[0]! })).toEqual({
      code: 0,
      out: `${generated}\n`,
      err: "",
    });
    expect(await steadytext(["chat", ...prompt])).toEqual({ code: 0, out: `${generated}\n`, err: "" });

    const verified = await steadytext(["verify", ...prompt, "--model-file", weightsPath(GGUF), "--quiet", "--json"]);
    expect({ ...verified, out: JSON.parse(verified.out) }).toMatchObject({
      code: 0,
      out: { verified: true, model_digest: weights[GGUF].sha256 },
      err: "",
    });
  });

  it("works on what operators look at", async () => {
    const [stats, usage, metrics, doctor, verified] = await Promise.all([
      admin(["cache", "stats", "--json"]),
      admin(["usage", "--json"]),
      steadytext(["metrics", "steadytext_requests_total"], { key: service.keys[0]! }),
      steadytext(["doctor"]),
      admin(["models", "verify", "smol", "--file", weightsPath(GGUF), "--json"]),
    ]);
    expect((JSON.parse(stats.out) as { entries: number }).entries).toBeGreaterThan(0);
    expect(JSON.parse(usage.out)).toHaveProperty("rows");
    expect(metrics.out).toMatch(/^steadytext_requests_total\{.*endpoint="\/generate".*\} \d+$/m);
    expect(doctor).toMatchObject({ code: 0, out: expect.stringContaining("generate smol 1") });
    expect(JSON.parse(verified.out)).toMatchObject({ checks: [{ what: "stored", ok: true }, { ok: true }, { ok: true }] });
  });

  it("carries stored answers from one tenant to another", async () => {
    const file = join(scratch, "answers.ndjson");
    expect(await admin(["cache", "export", "--tenant", "e2e", "--output", file])).toMatchObject({ code: 0, out: "" });
    const entries = readFileSync(file, "utf8").trimEnd().split("\n").length - 1;
    expect(await admin(["cache", "import", file, "--tenant", "elsewhere", "--json"])).toMatchObject({
      code: 0,
      out: `${JSON.stringify({ imported: entries, expired: 0 })}\n`,
    });
    expect(await admin(["cache", "purge", "--tenant", "elsewhere", "--yes", "--json"])).toMatchObject({ out: `{"removed":${entries}}\n` });
  });

  it("makes a key that answers until it is revoked; each refusal has its exit code", async () => {
    const made = await admin(["keys", "create", "--name", "e2e", "--scope", "generate"]);
    const key = made.out.trim();
    const [, id = ""] = /^Key (\w+) made/.exec(made.err) ?? [];
    const asked = ["generate", "Hi", "--max-tokens", "2", "--retries", "0"];
    expect((await steadytext(asked, { key })).code).toBe(0);
    const rotated = await admin(["keys", "rotate", id, "--grace", "0"]);
    expect((await steadytext(asked, { key: rotated.out.trim() })).code).toBe(0);
    expect(await admin(["keys", "revoke", id])).toMatchObject({ code: 2, err: expect.stringContaining("--yes") });
    expect(await admin(["keys", "revoke", id, "--yes"])).toMatchObject({ code: 0 });
    const [revoked, none, missing] = await Promise.all([
      steadytext(asked, { key: rotated.out.trim() }),
      steadytext(asked, { key: "" }),
      steadytext([...asked, "--model", "nobody"]),
      steadytext(asked, { key: service.keys[1]! }),
    ]);
    const limited = await steadytext(asked, { key: service.keys[1]! });
    expect([revoked, none, missing, limited].map(({ code }) => code)).toEqual([3, 3, 4, 5]);
    expect([revoked, none, missing, limited].map(({ out }) => out).join("")).toBe("");
    expect(limited.err).toMatch(/Try again in \d+ s\./);
  });
});
