import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installInEmptyFolder, packPackage } from "./packed-package.ts";

let tarball: string;
let empty: string;

beforeAll(() => {
  tarball = packPackage();
  empty = installInEmptyFolder(tarball);
});

afterAll(() => {
  for (const folder of [dirname(tarball), empty]) rmSync(folder, { recursive: true });
});

const TEN_LINES = `
import { eventStream, SteadyTextEdge, SteadyTextError } from "@steadytext/edge";
import { SteadyTextClient, type TokenEvent } from "@steadytext/edge/client";
const client = new SteadyTextClient({ baseUrl: "https://text.example.com", apiKey: "k" });
const answer = await client.generate({ prompt: "Hi", schema: { type: "object" } });
const text: string = answer.text;
for await (const token of client.stream("Hi")) ((_: TokenEvent) => undefined)(token);
const vector: number[] = (await client.embed("Hi")).embedding;
// @ts-expect-error an unknown field
await client.generate({ prompt: "Hi", temprature: 1 });
export { answer, eventStream, SteadyTextEdge, SteadyTextError, text, vector };
`;

function typeErrors(moduleResolution: "bundler" | "nodenext"): string {
  const module = moduleResolution === "nodenext" ? "nodenext" : "esnext";
  const compilerOptions = {
    module,
    moduleResolution,
    target: "es2023",
    lib: ["es2023", "dom", "dom.asynciterable"],
    types: [],
    strict: true,
    noEmit: true,
  };
  writeFileSync(join(empty, "index.ts"), TEN_LINES);
  writeFileSync(join(empty, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  try {
    return execFileSync(process.execPath, [tsc, "-p", empty], { encoding: "utf8" });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

describe("the packed package", () => {
  it("has nothing that publint would change", async () => {
    const { messages } = await publint({ pkgDir: join(empty, "node_modules/@steadytext/edge"), pack: false });
    expect(messages).toEqual([]);
  });

  it("has types that are found and right wherever ES modules are", async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    expect(analysis).toMatchObject({ types: { kind: "included" } });
    const problems = "problems" in analysis ? analysis.problems : [];
    // Only an importer that knows neither ES modules nor "exports" finds nothing: Node 10's, and CommonJS without \`require(esm)\`.
    const ofModules = problems.filter((problem) => !["NoResolution", "CJSResolvesToESM"].includes(problem.kind));
    expect(ofModules).toEqual([]);
    const unresolved = problems.filter((problem) => problem.kind === "NoResolution" && problem.resolutionKind !== "node10");
    expect(unresolved).toEqual([]);
  });

  it.each(["bundler", "nodenext"] as const)("type-checks in an empty folder under moduleResolution %s", (moduleResolution) => {
    expect(typeErrors(moduleResolution)).toBe("");
  });

  it("brings its WebAssembly, its tables and no dependency", () => {
    const installed = join(empty, "node_modules/@steadytext/edge");
    expect(readdirSync(join(installed, "dist"))).toEqual(
      expect.arrayContaining(["encoder.wasm", "kernel.wasm", "kernel-plain.wasm", "migrations"]),
    );
    expect(readdirSync(join(empty, "node_modules"))).toEqual(expect.not.arrayContaining(["zod"]));
    expect(JSON.parse(readFileSync(join(installed, "package.json"), "utf8"))).not.toHaveProperty("dependencies");
  });

  it("has a client that needs nothing of Node, of a Worker or of other packages", () => {
    const code = readFileSync(join(empty, "node_modules/@steadytext/edge/dist/client.js"), "utf8");
    const imported = [...code.matchAll(/\bfrom "([^"]+)"|\bimport\("([^"]+)"\)/g)].map(([, name, lazy]) => name ?? lazy);
    expect(imported.filter((name) => !name?.startsWith("./"))).toEqual([]);
    expect(code).not.toMatch(/\b(?:process|Buffer|require)\b\s*[.(]/);
  });
});
