import assert from "node:assert/strict";
import { test } from "node:test";
import { SetupError } from "../setup/setup-error.mjs";
import { bucketNames, deployedVersions, jsonIn, readState } from "./account-state.mjs";

const TARGET = {
  databases: [{ name: "cache-staging", migrations: [] }],
  workers: [
    { app: "cache", name: "cache-staging", secrets: [] },
    { app: "gateway", name: "gateway-staging", secrets: ["API_KEYS"] },
  ],
};
const said = (stdout) => ({ ok: true, code: 0, output: stdout, stdout });
const failed = (output) => ({ ok: false, code: 1, output, stdout: "" });
const UNKNOWN_WORKER = failed(
  "A request to the Cloudflare API (…/deployments) failed.\n\n  This Worker does not exist on your account. [code: 10007]",
);

/** Answers as wrangler prints them, by the command's beginning. */
const account = (answers) => async (args) => {
  const known = Object.keys(answers).find((command) => args.join(" ").startsWith(command));
  assert.ok(known, `nothing is known of: wrangler ${args.join(" ")}`);
  return answers[known];
};
const NEW = {
  "d1 list": said("[]"),
  "kv namespace list": said("[]"),
  "r2 bucket list": said("Listing buckets...\n"),
  "deployments list": UNKNOWN_WORKER,
};
const USED = {
  "d1 list": said('[{"uuid":"u1","name":"cache-staging","version":"production"}]'),
  "kv namespace list": said('[{"id":"k1","title":"models-staging"}]'),
  "r2 bucket list": said("Listing buckets...\nname:           models-staging\ncreation_date:  2026-11-24\n\nname:           other\n"),
  "d1 execute": said('[{"results":[{"name":"0000_a.sql"}],"success":true}]'),
  "deployments list --json --name cache": said(
    '▲ [WARNING] Something else.\n[{"id":"d1","created_on":"2026-01-01","versions":[{"version_id":"v1","percentage":100}]},{"id":"d2","created_on":"2026-01-02","versions":[{"version_id":"v2","percentage":100}]}]',
  ),
  "deployments list": UNKNOWN_WORKER,
  "versions list": said(
    '[{"id":"v1","metadata":{"created_on":"2026-01-01"},"annotations":{"workers/tag":"r1"}},{"id":"v2","metadata":{"created_on":"2026-01-02"},"annotations":{"workers/tag":"r2"}}]',
  ),
};

test("a new account is read as one that has nothing", async () => {
  assert.deepEqual(await readState(account(NEW), TARGET), { databases: {}, namespaces: [], buckets: [], workers: {} });
});

test("of a used account is read what each part has, the latest release first", async () => {
  assert.deepEqual(await readState(account(USED), TARGET), {
    databases: { "cache-staging": ["0000_a.sql"] },
    namespaces: ["models-staging"],
    buckets: ["models-staging", "other"],
    workers: {
      "cache-staging": {
        deployed: [
          { versionId: "v2", release: "r2", createdAt: "2026-01-02" },
          { versionId: "v1", release: "r1", createdAt: "2026-01-01" },
        ],
        secrets: [],
      },
    },
  });
});

test("a database that was never migrated has had no migration", async () => {
  const state = await readState(
    account({ ...USED, "d1 execute": failed("no such table: d1_migrations: SQLITE_ERROR [code: 7500]") }),
    TARGET,
  );
  assert.deepEqual(state.databases, { "cache-staging": [] });
});

test("who is not signed in is told how to, and any other failure is told with wrangler's words", async () => {
  const refusals = [
    [
      failed("It looks like you are authenticating Wrangler via a custom API token… Authentication error [code: 10000]"),
      /does not know who asks/,
      /wrangler login/,
    ],
    [
      failed("In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN environment variable"),
      /does not know who asks/,
      /CLOUDFLARE_API_TOKEN/,
    ],
    [failed("getaddrinfo ENOTFOUND api.cloudflare.com"), /could not be reached/, /Check the network/],
    [failed("Something odd [code: 7777]"), /code: 7777/, /goes on where it stopped/],
  ];
  for (const [answer, message, advice] of refusals)
    await assert.rejects(readState(account({ ...NEW, "d1 list": answer }), TARGET), (error) => {
      assert.ok(error instanceof SetupError);
      assert.match(error.message, message);
      assert.match(error.advice, advice);
      return true;
    });
});

test("a version that was deployed without a tag, or is no longer listed, has no release", () => {
  const deployments = [{ created_on: "2026-01-01", versions: [{ version_id: "v1" }] }];
  assert.deepEqual(deployedVersions(deployments, []), [{ versionId: "v1", release: undefined, createdAt: "2026-01-01" }]);
});

test("words before JSON are passed over, and no bucket is none", () => {
  assert.deepEqual(jsonIn('▲ [WARNING] a [b]\n\n{"a":[1]}'), { a: [1] });
  assert.deepEqual(bucketNames("Listing buckets...\n"), []);
});
