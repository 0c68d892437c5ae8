import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/find-chromium.mjs";
import { blocksOf } from "../docs/code-blocks.ts";
import { embeddingModel, generationModel } from "../harness/models.ts";
import { repositoryRoot } from "../harness/repository-root.ts";
import { startService, type Service } from "../harness/service.ts";
import { InstalledPackage, type Access } from "./installed-package.ts";
import { OTHER_RUNTIMES } from "./other-runtimes.ts";
import { REQUESTS, WRONG } from "./requests.ts";

const EXAMPLE = "steadytext-example";
const README = blocksOf("packages/edge/README.md");
const BROWSER = installedChromium();

let installed: InstalledPackage;
let service: Service;
let access: Access;

beforeAll(async () => {
  installed = new InstalledPackage();
  const beside = ["examples/worker/wrangler.jsonc", installed.workerConfig];
  service = await startService([generationModel(), embeddingModel()], [], { beside });
  access = { baseUrl: new URL((await service.harness.listen()).url).origin, apiKey: service.apiKey };
  await service.harness.getWorker(EXAMPLE).applyD1Migrations("STEADYTEXT_D1");
});

afterAll(async () => {
  await service?.close();
  if (installed !== undefined) rmSync(installed.folder, { recursive: true });
});

describe("SteadyTextEdge in the example Worker", () => {
  it("gives the service's bytes for 20 requests, computed and from the cache", async () => {
    expect(REQUESTS).toHaveLength(20);
    const computed: string[] = [];
    for (const [path, body] of REQUESTS) {
      const { own, served } = await answers(path, body);
      expect(own, `${path} ${JSON.stringify(body)}`).toBe(served);
      computed.push(own);
    }
    for (const [i, [path, body]] of REQUESTS.entries()) {
      const { own, served } = await answers(path, body);
      expect(own, `${path} ${JSON.stringify(body)}`).toBe(served);
      expect(own).toBe(path === "/embed" ? computed[i] : computed[i]?.replace('"cached":false', '"cached":true'));
    }
  });

  it("refuses what the service refuses, by the same codes", async () => {
    for (const [path, body] of WRONG) {
      const own = await askExample(path, body);
      const served = await service.post(path, body);
      const codes = [await own.json(), await served.json()].map((answer) => (answer as { code: string }).code);
      expect([own.status, codes[0]], `${path} ${JSON.stringify(body)}`).toEqual([served.status, codes[1]]);
    }
  });
});

describe("the client from the packed tarball", () => {
  let expected: object;
  beforeAll(async () => {
    expected = await installed.drive(access);
  });

  it("gets the service's answers in Node", async () => {
    const served = (await (await service.post("/generate", { prompt: "The capital of France is", max_tokens: 8 })).json()) as object;
    expect(served).toMatchObject({ text: (expected as { readonly text: string }).text });
    expect(expected).toMatchObject({ isWhole: true, isSame: true, kinds: ["boolean", "boolean", true], aborted: "enough" });
    expect(expected).toMatchObject({ refused: [true, "InvalidRequestError", "invalid_request", "prompt"] });
  });

  for (const runtime of OTHER_RUNTIMES)
    it.skipIf(runtime.program === null)(`gets the same in ${runtime.name}, where it is installed`, () => {
      expect(installed.driveIn(runtime, access)).toEqual(expected);
    });

  it("gets the same in a Worker, over a service binding", async () => {
    const answer = await service.harness
      .getWorker(installed.worker)
      .fetch("http://worker/", { method: "POST", body: JSON.stringify(access) });
    expect(await answer.json()).toEqual(expected);
  });

  it.skipIf(BROWSER === null)("gets the same in a browser, where Chromium is installed", async () => {
    const browser = await chromium.launch({ executablePath: BROWSER ?? "", headless: true, args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      const imports = { "@steadytext/edge/client": "/package/node_modules/@steadytext/edge/dist/client.js" };
      const html = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
      await page.route("**/package/**", (route) => {
        const path = new URL(route.request().url()).pathname.slice("/package/".length);
        if (path === "") return route.fulfill({ contentType: "text/html", body: html });
        return route.fulfill({ contentType: "text/javascript", body: readFileSync(join(installed.folder, path)) });
      });
      await page.goto(`${access.baseUrl}/package/`);
      const code = `import("/package/drive.js").then(({ drive }) => drive(${JSON.stringify(access)}))`;
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
    installed.write("readme.ts", programs.map(({ text }) => text).join("\n"));
    expect(installed.typeErrors("readme.ts", "e2e/node_modules/@types/node/index.d.ts")).toBe("");
    const env = { ...process.env, STEADYTEXT_URL: access.baseUrl, STEADYTEXT_API_KEY: access.apiKey };
    const output = execFileSync(process.execPath, ["readme.ts"], { cwd: installed.folder, encoding: "utf8", env });
    expect(output).toContain("invalid_request max_tokens");
  });

  it("has a Worker that type-checks, and that wrangler bundles with its WebAssembly by the configuration beside it", () => {
    const [worker] = README.filter(({ note }) => note === "worker");
    const [config] = README.filter(({ language }) => language === "jsonc");
    const own = mkdtempSync(join(installed.folder, "worker-"));
    mkdirSync(join(own, "src"));
    writeFileSync(join(own, "src/index.ts"), worker?.text ?? "");
    writeFileSync(join(own, "wrangler.jsonc"), config?.text ?? "");
    installed.write("worker.ts", worker?.text ?? "");
    expect(installed.typeErrors("worker.ts", "examples/worker/node_modules/@cloudflare/workers-types/index.d.ts")).toBe("");
    const wrangler = join(repositoryRoot, "node_modules/.bin/wrangler");
    const output = execFileSync(wrangler, ["deploy", "--dry-run", "--outdir", "out"], { cwd: own, encoding: "utf8" });
    expect(output).toMatch(/Total Upload: [\d.]+ KiB/);
  });
});

/** Bodies of both, the Worker's first: it must compute what it has not got, not find what the service left. */
async function answers(path: string, body: object) {
  const own = await textOf(await askExample(path, body));
  return { own, served: await textOf(await service.post(path, body)) };
}

function askExample(path: string, body: object) {
  const headers = { "content-type": "application/json" };
  return service.harness.getWorker(EXAMPLE).fetch(`http://example.com${path}`, { method: "POST", body: JSON.stringify(body), headers });
}

async function textOf(answer: { readonly status: number; text(): Promise<string> }): Promise<string> {
  const text = await answer.text();
  expect(answer.status, `${text}`).toBe(200);
  return text;
}

/** Null only where there is none: one that does not start is a failure. */
function installedChromium(): string | null {
  try {
    return findChromium();
  } catch {
    return null;
  }
}
