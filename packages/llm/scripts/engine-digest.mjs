// Writes src/generated/engine-digest.ts: one digest over everything but the weights that can change a token.
// A change to a rule that moves tokens must raise its version in src/rules.json.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const builds = ["kernel.wasm", "kernel-plain.wasm"].map((name) => fileURLToPath(import.meta.resolve(`@steadytext/kernel/${name}`)));
const rules = JSON.parse(readFileSync(new URL("../src/rules.json", import.meta.url), "utf8"));
const digest = sha256(JSON.stringify({ kernel: builds.map((path) => sha256(readFileSync(path))), rules }));

const target = new URL("../src/generated/engine-digest.ts", import.meta.url);
mkdirSync(new URL(".", target), { recursive: true });
writeFileSync(
  target,
  `/** SHA-256 over the kernel's two builds and the versions of every rule that can change a token, hexadecimal. */\nexport const ENGINE_DIGEST = "${digest}";\n`,
);
