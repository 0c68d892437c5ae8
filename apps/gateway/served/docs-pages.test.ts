import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium } from "../../../scripts/find-chromium.mjs";
import { startStandInGateway, type StandInGateway } from "./stand-in-gateway.ts";

let gateway: StandInGateway;
let browser: Browser;

const executablePath = installedChromium();

/** Null only where there is none: one that does not start is a failure. */
function installedChromium(): string | null {
  try {
    return findChromium();
  } catch {
    return null;
  }
}

/** Opens a page, and tells what it asked for elsewhere, and what its policy or its scripts ran into. */
async function open(path: string, options: { readonly javaScriptEnabled?: boolean } = {}) {
  const page = await browser.newPage(options);
  const elsewhere: string[] = [];
  const troubles: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== gateway.url.origin) elsewhere.push(request.url());
  });
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("requestfailed", (request) => troubles.push(`failed: ${request.url()}`));
  await page.goto(new URL(path, gateway.url).href);
  return { page, elsewhere, troubles };
}

describe.skipIf(executablePath === null)("in a browser, which needs Chromium", () => {
  beforeAll(async () => {
    const launched = chromium.launch({ executablePath: executablePath ?? "", headless: true, args: ["--no-sandbox"] });
    [gateway, browser] = await Promise.all([startStandInGateway(), launched]);
  });

  afterAll(() => Promise.all([browser?.close(), gateway?.close()]));

  test("the reference shows every operation, asks nobody else for anything and keeps to its policy", async () => {
    const document = (await (await fetch(new URL("/openapi.json", gateway.url))).json()) as { paths: Record<string, object> };
    const operations = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length;
    const { page, elsewhere, troubles } = await open("/docs");
    await page.waitForSelector(".opblock");
    expect(await page.locator(".opblock").count()).toBe(operations);
    await page.locator("#operations-Native-postGenerate .opblock-summary-control").click();
    await page.getByText("JSON in UTF-8, at most 65536 bytes").waitFor();
    expect({ elsewhere, troubles }).toEqual({ elsewhere: [], troubles: [] });
  });

  test("the page of errors can be read without scripts, at the anchor of a code", async () => {
    const { page, elsewhere, troubles } = await open("/docs/errors#rate_limited", { javaScriptEnabled: false });
    expect(await page.locator("section:target h2").textContent()).toBe("rate_limited");
    expect(await page.locator("section:target dd").first().textContent()).toBe("429");
    expect({ elsewhere, troubles }).toEqual({ elsewhere: [], troubles: [] });
  });
});
