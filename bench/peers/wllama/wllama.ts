import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findChromium } from "../../../scripts/find-chromium.mjs";
import { installPeer } from "../install-peer.ts";
import { serveFiles } from "./file-server.ts";
import type { Browser, Handle, Playwright } from "./playwright.ts";

const PACKAGES = { "@wllama/wllama": "3.8.1", "playwright-core": "1.65.1" };
const [WLLAMA_VERSION] = Object.values(PACKAGES);

/** The part of wllama's interface that runs in the page. */
export interface Wllama {
  isMultithread(): boolean;
  loadModel(files: readonly object[], options: object): Promise<void>;
  createCompletion(options: object): Promise<Completion>;
}

interface WllamaModule {
  readonly Wllama: { new (paths: { default: string }, options: { suppressNativeLog: true }): Wllama; getLibllamaVersion(): string };
}

export interface Completion {
  readonly timings: {
    readonly prompt_n: number;
    readonly prompt_ms: number;
    readonly predicted_n: number;
    /** From the first token to the last. */
    readonly predicted_ms: number;
  };
}

export interface RunningWllama {
  readonly wllama: Handle<Wllama>;
  readonly version: { readonly wllama: string; readonly llamaCpp: string; readonly chromium: string };
  close(): Promise<void>;
}

/** llama.cpp as WebAssembly in a page of headless Chromium, on one thread, with the model loaded. */
export async function startWllama(modelPath: string): Promise<RunningWllama> {
  const executablePath = findChromium();
  const modules = installPeer("wllama", PACKAGES);
  const server = await serveFiles(
    new Map([
      ["/wllama.js", { file: join(modules, "@wllama/wllama/esm/index.js"), type: "text/javascript" }],
      ["/wllama.wasm", { file: join(modules, "@wllama/wllama/esm/wasm/wllama.wasm"), type: "application/wasm" }],
      ["/model.gguf", { file: modelPath, type: "application/octet-stream" }],
    ]),
  );
  const { chromium } = (await import(pathToFileURL(join(modules, "playwright-core/index.mjs")).href)) as Playwright;
  // Chromium refuses to run sandboxed as root, as in a container.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, headless: true, args });
  const close = async () => {
    await browser.close();
    server.close();
  };
  try {
    const { wllama, llamaCpp } = await loadInPage(browser, server.url);
    return { wllama, version: { wllama: WLLAMA_VERSION!, llamaCpp, chromium: browser.version() }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function loadInPage(browser: Browser, url: string): Promise<{ wllama: Handle<Wllama>; llamaCpp: string }> {
  const page = await browser.newPage();
  await page.goto(url);
  const module = await page.evaluateHandle(async (address: string) => (await import(address)) as WllamaModule, "/wllama.js");
  const llamaCpp = await module.evaluate((loaded) => loaded.Wllama.getLibllamaVersion(), null);
  const wllama = await page.evaluateHandle(async (address: string) => {
    const { Wllama } = (await import(address)) as WllamaModule;
    const loaded = new Wllama({ default: "/wllama.wasm" }, { suppressNativeLog: true });
    const file = await (await fetch("/model.gguf")).blob();
    await loaded.loadModel([file], { n_threads: 1, n_gpu_layers: 0, n_ctx: 1024, n_parallel: 1 });
    return loaded;
  }, "/wllama.js");
  if (await wllama.evaluate((loaded) => loaded.isMultithread(), null)) throw new Error("wllama runs more than one thread");
  return { wllama, llamaCpp };
}
