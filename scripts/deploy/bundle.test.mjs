import assert from "node:assert/strict";
import { before, after, test } from "node:test";
import { bundleWorkers, releaseOf, startupMs, startWorker, uploadBytes } from "./bundle.mjs";
import { dryRun } from "./dry-run.mjs";
import { APPS, ENVIRONMENTS } from "./environments.mjs";
import { targetOf } from "./target.mjs";
import { deployedTargets } from "./wrangler-account.mjs";
import { withIds } from "./resolved-config.mjs";

const { log } = console;
const ACCOUNT = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID"];
const printed = [];

before(() => {
  for (const name of ACCOUNT) delete process.env[name];
  // Where nothing listens: a request to Cloudflare would fail the command that sent it.
  process.env.CLOUDFLARE_API_BASE_URL = "http://127.0.0.1:1";
  console.log = (line) => printed.push(line);
});
after(() => {
  console.log = log;
});

test("a dry run needs no account and no network in any environment, and holds every Worker to the limits of size and start", async () => {
  const steps = [];
  const step = (title, action) => action((ending) => steps.push(`${title}: ${ending}`));
  const starts = Object.fromEntries(await Promise.all(APPS.map(async (app) => [app, await startWorker(app)])));
  const releases = [];
  const digests = [];
  for (const environment of ENVIRONMENTS) {
    const bundles = await bundleWorkers(environment);
    releases.push(releaseOf(bundles, environment));
    digests.push(bundles.map(({ digest }) => digest));
    await dryRun(step, targetOf(environment, releases.at(-1)), bundles, async (app) => starts[app]);
  }
  assert.equal(steps.length, APPS.length * ENVIRONMENTS.length);
  for (const line of steps) assert.match(line, /^Measuring the start of \w+, an upload of [\d.]+ MiB: [1-9]\d* ms$/);
  for (const [index, environment] of ENVIRONMENTS.entries())
    assert.ok(
      printed.includes(`  Deploy steadytext-gateway-${environment}, release ${releases[index]}, with new secrets API_KEYS, KEY_PEPPER`),
    );
  // The same sources give the same bundle whenever they are bundled; what differs is the environment's configuration.
  for (const other of digests) assert.deepEqual(other, digests[0]);
  assert.equal(new Set(releases).size, ENVIRONMENTS.length);
});

test("what wrangler prints of sizes, starts and addresses is read", () => {
  assert.equal(uploadBytes("Total Upload: 609.94 KiB / gzip: 141.43 KiB"), 624_579);
  assert.equal(startupMs("│   Sampled time: 92.4 ms\n│   Active: 64.4 ms (including 6.0 ms garbage collection)"), 64.4);
  assert.deepEqual(deployedTargets('{"type":"wrangler-session"}\n{"type":"deploy","targets":["https://a.workers.dev"]}\n'), [
    "https://a.workers.dev",
  ]);
});

test("names give way to the account's ids, and one that the account lacks is told", () => {
  const block = {
    d1_databases: [{ binding: "DB", database_name: "db", database_id: "0" }],
    kv_namespaces: [{ binding: "KV", id: "cache" }],
  };
  assert.deepEqual(withIds(block, { databases: { db: "u1" }, namespaces: { cache: "k1" } }), {
    d1_databases: [{ binding: "DB", database_name: "db", database_id: "u1" }],
    kv_namespaces: [{ binding: "KV", id: "k1" }],
  });
  assert.throws(() => withIds(block, { databases: {}, namespaces: { cache: "k1" } }), { message: "The account has no database db." });
});
