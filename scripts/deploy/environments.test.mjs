import assert from "node:assert/strict";
import { test } from "node:test";
import { APPS, ENVIRONMENTS, environmentOf, environmentsOf } from "./environments.mjs";
import { readWorkerConfig } from "./worker-config.mjs";

const configs = Object.fromEntries(APPS.map((app) => [app, readWorkerConfig(app)]));
const named = (block) => [
  ...(block.d1_databases ?? []).map(({ database_name }) => `d1 ${database_name}`),
  ...(block.kv_namespaces ?? []).map(({ id }) => `kv ${id}`),
  ...(block.r2_buckets ?? []).map(({ bucket_name }) => `r2 ${bucket_name}`),
  ...(block.services ?? []).map(({ service }) => `worker ${service}`),
  ...(block.ratelimits ?? []).map(({ namespace_id }) => `limit ${namespace_id}`),
];

test("every configuration has the environments that its bindings and deploy/environments.json give", () => {
  for (const app of APPS) {
    const { config, environments } = configs[app];
    assert.deepEqual(environments, environmentsOf(config, app), `apps/${app}/wrangler.jsonc: run \`npm run deploy:environments\``);
  }
});

test("no environment shares a database, namespace, bucket, Worker or counter with another or with the local stack", () => {
  const blocks = [
    ...ENVIRONMENTS.map((name) => APPS.map((app) => configs[app].environments[name])),
    APPS.map((app) => configs[app].config),
  ];
  const resources = blocks.map((block) => new Set(block.flatMap(named)));
  for (const [index, mine] of resources.entries())
    for (const others of resources.slice(index + 1)) assert.deepEqual([...mine.intersection(others)], []);
});

test("an environment has every binding of the local stack under the same name", () => {
  const bindings = ({ d1_databases = [], kv_namespaces = [], r2_buckets = [], services = [], ratelimits = [], durable_objects }) =>
    [...d1_databases, ...kv_namespaces, ...r2_buckets, ...services, ...ratelimits, ...(durable_objects?.bindings ?? [])].map(
      ({ binding, name }) => binding ?? name,
    );
  for (const app of APPS)
    for (const name of ENVIRONMENTS) assert.deepEqual(bindings(configs[app].environments[name]), bindings(configs[app].config));
});

test("a domain is the gateway's alone, and takes its workers.dev address away", () => {
  const settings = { domain: "api.example.com" };
  const gateway = environmentOf(configs.gateway.config, "gateway", "production", settings);
  assert.deepEqual(gateway.routes, [{ pattern: "api.example.com", custom_domain: true }]);
  assert.equal(gateway.workers_dev, false);
  for (const app of ["cache", "engine", "embedder"])
    assert.equal(environmentOf(configs[app].config, app, "production", settings).routes, undefined);
});

test("settings of an environment change a variable and keep the others", () => {
  const { vars } = environmentOf(configs.engine.config, "engine", "staging", { engine: { vars: { REPLICAS: "4" } } });
  assert.deepEqual(vars, { ...configs.engine.config.vars, REPLICAS: "4" });
});

test("the model is kept warm and may compute for minutes in every environment, and only the gateway can be reached from outside", () => {
  for (const app of ["engine", "embedder"]) {
    assert.deepEqual(configs[app].config.triggers, { crons: ["* * * * *"] });
    assert.deepEqual(configs[app].config.limits, { cpu_ms: 300_000 });
  }
  for (const app of APPS) {
    assert.equal(configs[app].config.observability.enabled, true);
    for (const block of [configs[app].config, ...Object.values(configs[app].environments)])
      for (const key of ["triggers", "limits"]) assert.ok(block === configs[app].config || block[key] === undefined);
    assert.equal(configs[app].config.workers_dev, app === "gateway" ? undefined : false);
  }
});
