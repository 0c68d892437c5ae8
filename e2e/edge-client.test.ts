import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../scripts/find-chromium.mjs";
import { installInEmptyFolder, packPackage } from "../packages/edge/test/packed-package.ts";
import { blocksOf } from "./docs/code-blocks.ts";
import { embeddingModel, generationModel } from "./harness/models.ts";
import { repositoryRoot } from "./harness/repository-root.ts";
import { startService, type Service } from "./harness/service.ts";

const WORKER = "steadytext-client-worker";
const README = blocksOf("packages/edge/README.md");

/** What each platform does with the client; the outcome is the same on all of them. */
const DRIVE = `
import { SteadyTextClient, SteadyTextError } from "@steadytext/edge/client";

export async function drive(options) {
  const client = new SteadyTextClient(options);
  const { text } = await client.generate({ prompt: "The capital of France is", max_tokens: 8 });
  const stream = client.stream({ prompt: "Count to ten.", max_tokens: 12 });
  const pieces = [];
  for await (const piece of stream) pieces.push(piece.text);
  const streamed = await stream.final();
  const messages = [{ role: "user", content: "Say hello." }];
  const chat = await client.chat(messages, { max_tokens: 6, logprobs: true });
  const added = await client.chatStream(messages, { max_tokens: 6, logprobs: true }).final();
  const schema = { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"], additionalProperties: false };
  const { parsed } = await client.generate({ prompt: "Is it so?", max_tokens: 20, schema });
  const told = await client.chat([{ role: "user", content: "Is it so?" }], { max_tokens: 20, schema });
  const completed = await client.complete("Is it so?", { max_tokens: 20, choices: ["yes", "no"] });
  const kinds = [typeof parsed.ok, typeof told.parsed.ok, ["yes", "no"].includes(completed.choices[0].text)];
  const { embedding } = await client.embed("The sky is blue.");
  const refused = await client.generate("").catch((error) => [error instanceof SteadyTextError, error.name, error.code, error.param]);
  const abort = new AbortController();
  const endless = { prompt: "Count to a million.", max_tokens: 400, cache: { no_cache: true, no_store: true } };
  const aborted = await (async () => {
    for await (const _ of client.stream(endless, { signal: abort.signal })) abort.abort(new RangeError("enough"));
  })().catch((error) => error.message);
  return { text, isWhole: pieces.join("") === streamed.text, kinds, isSame: JSON.stringify(chat) === JSON.stringify(added), embedding: embedding.slice(0, 3), refused, aborted };
}
`;

let folder: string;
let service: Service;
let options: { readonly baseUrl: string; readonly apiKey: string };
let expected: object;

beforeAll(async () => {
  folder = installInEmptyFolder(packPackage());
  writeFileSync(join(folder, "drive.js"), DRIVE);
  const worker = `import { drive } from "./drive.js";
export default { async fetch(request, env) {
  return Response.json(await drive({ ...(await request.json()), fetch: (url, init) => env.SERVICE.fetch(url, init) }));
} };`;
  writeFileSync(join(folder, "worker.js"), worker);
  const services = [{ binding: "SERVICE", service: "steadytext-gateway" }];
  const config = { name: WORKER, main: "worker.js", compatibility_date: "2026-10-12", services };
  writeFileSync(join(folder, "wrangler.json"), JSON.stringify(config));
  service = await startService([generationModel(), embeddingModel()], [], { beside: [join(folder, "wrangler.json")] });
  options = { baseUrl: new URL((await service.harness.listen()).url).origin, apiKey: service.apiKey };
  const { drive } = (await import(pathToFileURL(join(folder, "drive.js")).href)) as { drive(given: object): Promise<object> };
  expected = await drive(options);
});

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

describe("the client from the packed tarball", () => {
  it("gets the service's answers in Node", async () => {
    const { text, embedding } = expected as { readonly text: string; readonly embedding: readonly number[] };
    const served = (await (await service.post("/generate", { prompt: "The capital of France is", max_tokens: 8 })).json()) as object;
    expect(served).toMatchObject({ text });
    expect(embedding).toHaveLength(3);
    expect(expected).toMatchObject({ isWhole: true, isSame: true, kinds: ["boolean", "boolean", true], aborted: "enough" });
    expect(expected).toMatchObject({ refused: [true, "InvalidRequestError", "invalid_request", "prompt"] });
  });

  it("gets the same in a Worker, over a service binding", async () => {
    const answer = await service.harness.getWorker(WORKER).fetch("http://worker/", { method: "POST", body: JSON.stringify(options) });
    expect(await answer.json()).toEqual(expected);
  });

  it.skipIf(installedChromium() === null)("gets the same in a browser, where Chromium is installed", async () => {
    const browser = await chromium.launch({ executablePath: installedChromium() ?? "", headless: true, args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      const imports = { "@steadytext/edge/client": "/package/node_modules/@steadytext/edge/dist/client.js" };
      const html = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
      await page.route("**/package/**", (route) => {
        const path = new URL(route.request().url()).pathname.slice("/package/".length);
        if (path === "") return route.fulfill({ contentType: "text/html", body: html });
        return route.fulfill({ contentType: "text/javascript", body: readFileSync(join(folder, path)) });
      });
      await page.goto(`${options.baseUrl}/package/`);
      const code = `import("/package/drive.js").then(({ drive }) => drive(${JSON.stringify(options)}))`;
      expect(await page.evaluate(code)).toEqual(expected);
    } finally {
      await browser.close();
    }
  });
});

describe("the package's README", () => {
  it("has programs that type-check and run as they stand", () => {
    const programs = README.filter(({ language, note }) => language === "ts" && note === "");
    expect(programs.length).toBeGreaterThan(5);
    writeFileSync(join(folder, "readme.ts"), programs.map(({ text }) => text).join("\n"));
    expect(typeErrors("readme.ts", "node_modules/@types/node/index.d.ts")).toBe("");
    const env = { ...process.env, STEADYTEXT_URL: options.baseUrl, STEADYTEXT_API_KEY: options.apiKey };
    const output = execFileSync(process.execPath, ["readme.ts"], { cwd: folder, encoding: "utf8", env });
    expect(output).toContain("invalid_request max_tokens");
  });

  it("has a Worker that type-checks, and that wrangler bundles with its WebAssembly by the configuration beside it", () => {
    const [worker] = README.filter(({ note }) => note === "worker");
    const [config] = README.filter(({ language }) => language === "jsonc");
    const own = mkdtempSync(join(folder, "worker-"));
    execFileSync("mkdir", ["src"], { cwd: own });
    writeFileSync(join(own, "src/index.ts"), worker?.text ?? "");
    writeFileSync(join(own, "wrangler.jsonc"), config?.text ?? "");
    writeFileSync(join(folder, "worker.ts"), worker?.text ?? "");
    expect(typeErrors("worker.ts", "../examples/worker/node_modules/@cloudflare/workers-types/index.d.ts")).toBe("");
    const wrangler = join(repositoryRoot, "node_modules/.bin/wrangler");
    const output = execFileSync(wrangler, ["deploy", "--dry-run", "--outdir", "out"], { cwd: own, encoding: "utf8" });
    expect(output).toMatch(/Total Upload: [\d.]+ KiB/);
  });
});

/** What TypeScript finds wrong with a file of the folder, with the globals of a platform's types. */
function typeErrors(file: string, types: string): string {
  const compilerOptions = {
    module: "nodenext",
    target: "es2023",
    lib: ["es2023"],
    types: [],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const config = { compilerOptions, files: [file, join(import.meta.dirname, types)] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  try {
    return execFileSync(join(repositoryRoot, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

function installedChromium(): string | null {
  try {
    return findChromium();
  } catch {
    return null;
  }
}
