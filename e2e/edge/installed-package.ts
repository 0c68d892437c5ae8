import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installInEmptyFolder, packPackage } from "../../packages/edge/test/packed-package.ts";
import { repositoryRoot } from "../harness/repository-root.ts";
import type { OtherRuntime } from "./other-runtimes.ts";

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

const WORKER = `import { drive } from "./drive.js";
export default { async fetch(request, env) {
  return Response.json(await drive({ ...(await request.json()), fetch: (url, init) => env.SERVICE.fetch(url, init) }));
} };`;

const MAIN = `import { drive } from "./drive.js";
console.log(JSON.stringify(await drive(JSON.parse(process.argv[2]))));`;
const RUN_MS = 60_000;

/** How the client reaches the service. */
export interface Access {
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** The packed package in a folder of its own, with programs that use its client. */
export class InstalledPackage {
  readonly folder = installInEmptyFolder(packPackage());
  /** Name of the Worker that uses the client over a service binding. */
  readonly worker = "steadytext-client-worker";
  readonly workerConfig = join(this.folder, "wrangler.json");

  constructor() {
    this.write("drive.js", DRIVE);
    this.write("worker.js", WORKER);
    this.write("main.js", MAIN);
    const services = [{ binding: "SERVICE", service: "steadytext-gateway" }];
    this.write("wrangler.json", JSON.stringify({ name: this.worker, main: "worker.js", compatibility_date: "2026-10-12", services }));
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Uses the client in this process. */
  async drive(access: Access): Promise<object> {
    const { drive } = (await import(pathToFileURL(join(this.folder, "drive.js")).href)) as { drive(given: Access): Promise<object> };
    return drive(access);
  }

  /** Uses the client in a process of another runtime. */
  driveIn({ program, options }: OtherRuntime, access: Access): object {
    if (program === null) throw new Error("it is not installed");
    const output = execFileSync(program, [...options, "main.js", JSON.stringify(access)], {
      cwd: this.folder,
      encoding: "utf8",
      timeout: RUN_MS,
    });
    return JSON.parse(output) as object;
  }

  /** What TypeScript finds wrong with a program in the folder, with the globals of a platform's types. */
  typeErrors(name: string, types: string): string {
    const compilerOptions = {
      module: "nodenext",
      target: "es2023",
      lib: ["es2023"],
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    };
    this.write("tsconfig.json", JSON.stringify({ compilerOptions, files: [name, join(repositoryRoot, types)] }));
    try {
      return execFileSync(join(repositoryRoot, "node_modules/.bin/tsc"), ["-p", this.folder], { encoding: "utf8" });
    } catch (error) {
      return (error as { readonly stdout: string }).stdout;
    }
  }
}
