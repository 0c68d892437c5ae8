import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SetupError } from "../setup/setup-error.mjs";
import { deploy, rollBack } from "./deploy.mjs";
import { EMPTY } from "./plan.mjs";

const TARGET = {
  environment: "nowhere",
  release: "r2",
  databases: [],
  namespaces: [],
  buckets: ["models"],
  workers: ["cache", "gateway"].map((app) => ({ app, name: `${app}-nowhere`, secrets: [] })),
  domain: "api.example.com",
};
const version = (release, createdAt) => ({ versionId: `v-${release}`, release, createdAt });
const R1 = {
  ...EMPTY,
  buckets: ["models"],
  workers: Object.fromEntries(TARGET.workers.map(({ name }) => [name, { deployed: [version("r1", "1")], secrets: [] }])),
};
const quietly = async (_title, action) => action(() => undefined);

/** An account in this state that notes what is done to it. */
function noting(state, failing) {
  const done = [];
  const note = (what) => async (first) => {
    const name = first.name ?? first;
    if (`${what} ${name}` === failing) throw new SetupError("it failed", "do something");
    done.push(`${what} ${name}`);
    return [];
  };
  return { done, readState: async () => state, createBucket: note("create"), deploy: note("deploy"), rollBack: note("roll back") };
}
const parts = (failing, env = {}) => ({
  keep: () => undefined,
  checks: checks(failing),
  env: { STEADYTEXT_ADMIN_KEY: "st_test_key", ...env },
});
const checks = (failing) =>
  Object.fromEntries(
    ["waitUntilAlive", "publish", "waitUntilReady", "smokeTest"].map((name) => [
      name,
      async () => {
        if (name === failing) throw new SetupError(`${name} failed`, "look at the log");
      },
    ]),
  );

const { log } = console;
before(() => {
  console.log = () => undefined;
});
after(() => {
  console.log = log;
});

test("a release is deployed in order and checked", async () => {
  const account = noting(EMPTY);
  await deploy(quietly, TARGET, account, {}, parts());
  assert.deepEqual(account.done, ["create models", "deploy cache-nowhere", "deploy gateway-nowhere"]);
});

test("a release that fails any check is taken back, callers first, and the failure is told", async () => {
  for (const failing of ["waitUntilAlive", "publish", "waitUntilReady", "smokeTest"]) {
    const account = noting(R1);
    await assert.rejects(deploy(quietly, TARGET, account, {}, parts(failing)), {
      message: `The release failed, and the one before answers again: ${failing} failed`,
      advice: "look at the log",
    });
    assert.deepEqual(account.done.slice(2), ["roll back gateway-nowhere", "roll back cache-nowhere"]);
  }
});

test("a deployment that breaks off takes back the Workers that it reached, and nothing where it reached none", async () => {
  const account = noting({ ...R1, buckets: [] }, "deploy gateway-nowhere");
  await assert.rejects(deploy(quietly, TARGET, account, {}, parts()), /the one before answers again: it failed/);
  assert.deepEqual(account.done, ["create models", "deploy cache-nowhere", "roll back gateway-nowhere", "roll back cache-nowhere"]);
  const early = noting({ ...R1, buckets: [] }, "create models");
  await assert.rejects(deploy(quietly, TARGET, early, {}, parts()), { message: "it failed" });
  assert.deepEqual(early.done, []);
});

test("where nothing answered before there is nothing to go back to: the failure alone is told", async () => {
  const account = noting(EMPTY);
  await assert.rejects(deploy(quietly, TARGET, account, {}, parts("smokeTest")), { message: "smokeTest failed" });
  assert.ok(!account.done.some((what) => what.startsWith("roll back")));
});

test("what is deployed already is not deployed again, only checked, and never rolled back", async () => {
  const account = noting(R1);
  await assert.rejects(deploy(quietly, { ...TARGET, release: "r1" }, account, {}, parts("smokeTest")), { message: "smokeTest failed" });
  assert.deepEqual(account.done, []);
});

test("a first deployment is refused where its key would be lost, before anything is done", async () => {
  const withSecrets = { ...TARGET, workers: TARGET.workers.map((worker) => ({ ...worker, secrets: ["API_KEYS"] })) };
  const account = noting(EMPTY);
  await assert.rejects(deploy(quietly, withSecrets, account, {}, parts(undefined, { CI: "true" })), {
    message: /would be lost with this machine/,
    advice: /npm run deploy -- --env nowhere/,
  });
  assert.deepEqual(account.done, []);
  const later = noting(R1);
  await deploy(quietly, TARGET, later, {}, parts(undefined, { CI: "true" }));
  assert.deepEqual(later.done, ["deploy cache-nowhere", "deploy gateway-nowhere"]);
});

test("a rollback takes the Workers back by their versions", async () => {
  const workers = Object.fromEntries(
    TARGET.workers.map(({ name }) => [name, { deployed: [version("r2", "2"), version("r1", "1")], secrets: [] }]),
  );
  const account = noting({ ...R1, workers });
  await rollBack(quietly, TARGET, account);
  assert.deepEqual(account.done, ["roll back gateway-nowhere", "roll back cache-nowhere"]);
});
