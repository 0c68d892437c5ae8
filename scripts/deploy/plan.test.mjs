import assert from "node:assert/strict";
import { test } from "node:test";
import { describeStep, EMPTY, planDeploy, planRollback } from "./plan.mjs";

const WORKERS = ["cache", "engine", "embedder", "gateway"].map((app) => ({
  app,
  name: `${app}-staging`,
  secrets: app === "gateway" ? ["API_KEYS", "KEY_PEPPER"] : [],
}));
const target = (release = "r2") => ({
  environment: "staging",
  release,
  databases: [{ name: "db", migrations: ["0000_a.sql", "0001_b.sql"] }],
  namespaces: ["cache", "models"],
  buckets: ["models"],
  workers: WORKERS,
});

let clock = 0;
const stamp = () => String(++clock).padStart(6, "0");
const workerOf = (state, name) => state.workers[name] ?? { deployed: [], secrets: [] };
const withWorker = (state, name, worker) => ({ ...state, workers: { ...state.workers, [name]: worker } });

/** What each step does to an account. */
const EFFECTS = {
  "create database": (state, { name }) => ({ ...state, databases: { ...state.databases, [name]: [] } }),
  migrate: (state, { name, migrations }) => {
    assert.ok(state.databases[name], "a database is migrated once it is there");
    return { ...state, databases: { ...state.databases, [name]: [...state.databases[name], ...migrations] } };
  },
  "create namespace": (state, { name }) => ({ ...state, namespaces: [...state.namespaces, name] }),
  "create bucket": (state, { name }) => ({ ...state, buckets: [...state.buckets, name] }),
  deploy: (state, { name, release, secrets }) => {
    const { deployed, secrets: present } = workerOf(state, name);
    const version = { versionId: `${name}@${release}`, release, createdAt: stamp() };
    return withWorker(state, name, { deployed: [version, ...deployed], secrets: [...present, ...secrets] });
  },
  "roll back": (state, { name, to }) => {
    const worker = workerOf(state, name);
    return withWorker(state, name, { ...worker, deployed: [to, ...worker.deployed] });
  },
};
const apply = (state, steps) => steps.reduce((before, step) => EFFECTS[step.do](before, step), state);
const answering = (state) => WORKERS.map(({ name }) => state.workers[name]?.deployed[0]?.release);

test("a new account gets everything, each thing before what needs it, and the Workers in the order of their bindings", () => {
  assert.deepEqual(planDeploy(target(), EMPTY).map(describeStep), [
    "Create database db",
    "Create namespace cache",
    "Create namespace models",
    "Create bucket models",
    "Migrate db: 0000_a.sql, 0001_b.sql",
    "Deploy cache-staging, release r2",
    "Deploy engine-staging, release r2",
    "Deploy embedder-staging, release r2",
    "Deploy gateway-staging, release r2, with new secrets API_KEYS, KEY_PEPPER",
  ]);
});

test("wherever a deployment is cut off, the next one does exactly the rest, and a third does nothing", () => {
  for (const start of [EMPTY, apply(EMPTY, planDeploy(target("r1"), EMPTY))]) {
    const steps = planDeploy(target(), start);
    for (let done = 0; done <= steps.length; done += 1) {
      const cutOff = apply(start, steps.slice(0, done));
      assert.deepEqual(planDeploy(target(), cutOff), steps.slice(done));
      assert.deepEqual(planDeploy(target(), apply(cutOff, steps.slice(done))), []);
    }
  }
});

test("whatever of an account is there already, its plan makes the rest and nothing twice", () => {
  const full = apply(EMPTY, planDeploy(target(), EMPTY));
  const parts = ["databases", "namespaces", "buckets", ...WORKERS.map(({ name }) => name)];
  for (let chosen = 0; chosen < 2 ** parts.length; chosen += 1) {
    const has = (part) => (chosen & (1 << parts.indexOf(part))) !== 0;
    const workers = Object.fromEntries(Object.entries(full.workers).filter(([name]) => has(name)));
    const kept = Object.fromEntries(["databases", "namespaces", "buckets"].filter(has).map((part) => [part, full[part]]));
    const state = { ...EMPTY, ...kept, workers };
    const steps = planDeploy(target(), state);
    assert.deepEqual(planDeploy(target(), apply(state, steps)), []);
    assert.equal(
      steps.length,
      (has("databases") ? 0 : 2) + (has("namespaces") ? 0 : 2) + (has("buckets") ? 0 : 1) + WORKERS.filter(({ name }) => !has(name)).length,
    );
  }
});

test("a new release migrates what is new, deploys all Workers, and makes no secret anew", () => {
  const state = apply(EMPTY, planDeploy(target("r1"), EMPTY));
  const next = { ...target("r2"), databases: [{ name: "db", migrations: ["0000_a.sql", "0001_b.sql", "0002_c.sql"] }] };
  const steps = planDeploy(next, state);
  assert.deepEqual(steps[0], { do: "migrate", name: "db", migrations: ["0002_c.sql"] });
  assert.deepEqual(
    steps.slice(1).map(({ app, secrets }) => [app, secrets]),
    WORKERS.map(({ app }) => [app, []]),
  );
});

test("one of two secrets is a fault for a person, since neither can be made for the other", () => {
  const full = apply(EMPTY, planDeploy(target(), EMPTY));
  const state = withWorker(full, "gateway-staging", { ...full.workers["gateway-staging"], secrets: ["API_KEYS"] });
  assert.throws(() => planDeploy(target(), state), {
    message: /has the secret API_KEYS, but not KEY_PEPPER/,
    advice: /wrangler secret put KEY_PEPPER/,
  });
});

test("a rollback takes every Worker to the release before, callers first, and again to the one before that", () => {
  let state = EMPTY;
  for (const release of ["r1", "r2", "r3"]) state = apply(state, planDeploy(target(release), state));
  const steps = planRollback(target(), state);
  assert.deepEqual(
    steps.map(({ app }) => app),
    ["gateway", "embedder", "engine", "cache"],
  );
  state = apply(state, steps);
  assert.deepEqual(answering(state), ["r2", "r2", "r2", "r2"]);
  state = apply(state, planRollback(target(), state));
  assert.deepEqual(answering(state), ["r1", "r1", "r1", "r1"]);
  assert.throws(() => planRollback(target(), state), /no release before the present one/);
});

test("after a deployment that was cut off, a rollback takes back only the Workers that it reached", () => {
  const before = apply(EMPTY, planDeploy(target("r1"), EMPTY));
  const state = apply(before, planDeploy(target("r2"), before).slice(0, 2));
  assert.deepEqual(answering(state), ["r2", "r2", "r1", "r1"]);
  assert.deepEqual(answering(apply(state, planRollback(target(), state))), ["r1", "r1", "r1", "r1"]);
});

test("an environment that was never deployed, or only once, cannot be rolled back", () => {
  assert.throws(() => planRollback(target(), EMPTY), /staging cannot be rolled back: it has no release/);
  const once = apply(EMPTY, planDeploy(target(), EMPTY));
  assert.throws(() => planRollback(target(), once), /gateway-staging, embedder-staging, engine-staging, cache-staging has no release/);
});
