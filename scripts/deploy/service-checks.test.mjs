import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { serviceOf } from "./deploy-record.mjs";
import { smokeTest, waitFor } from "./service-checks.mjs";

const SOUND = {
  text: () => "Spring, summer, autumn and winter.",
  digest: () => "d1",
  embedding: [0.6, 0.8],
  stranger: 401,
};

/** A service that answers as a deployed one, but for what `faults` say. */
async function served(faults, use) {
  const { text, digest, embedding, stranger } = { ...SOUND, ...faults };
  let asked = 0;
  const server = createServer((request, answer) => {
    if (request.headers["x-api-key"] !== "st_test_key") return answer.writeHead(stranger).end("{}");
    asked += 1;
    answer.setHeader("x-steadytext-digest", digest(asked));
    answer.end(JSON.stringify(request.url === "/embed" ? { embedding } : { text: text(asked), usage: { completion_tokens: 8 } }));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    return await use({ url: `http://127.0.0.1:${server.address().port}`, adminKey: "st_test_key" });
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

test("the smoke test passes a service that gives equal answers, and fails every other", async () => {
  await served({}, smokeTest);
  const faults = [
    [{ text: () => "" }, /a generation is empty/],
    [{ text: (asked) => `answer ${asked}` }, /equal requests had different answers/],
    [{ text: (asked) => (asked === 3 ? "stored" : "computed") }, /equal requests had different answers/],
    [{ digest: (asked) => `d${asked}` }, /equal requests had different digests/],
    [{ embedding: [0.1, 0.1] }, /not 1/],
    [{ stranger: 200 }, /without a key was answered with 200/],
  ];
  for (const [fault, message] of faults) await assert.rejects(served(fault, smokeTest), { message });
});

test("a service is waited for until it answers, and given up with its last answer", async () => {
  let at = 0;
  const timing = { now: () => at, pause: async (ms) => void (at += ms) };
  const answers = [new Error("ECONNREFUSED"), { ok: false, status: 503, text: "loading" }, { ok: true }];
  const question = async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  assert.deepEqual(await waitFor("It is not ready", question, 10_000, timing), { ok: true });
  const never = async () => ({ ok: false, status: 503, text: "loading" });
  await assert.rejects(waitFor("It is not ready", never, 10_000, timing), {
    message: "It is not ready after 10 s; the last answer: 503 loading",
  });
});

test("the address is what was asked for, else the domain, what was just deployed, or what was kept", () => {
  const env = { STEADYTEXT_ADMIN_KEY: "k" };
  const deployed = ["schedule: * * * * *", "https://gateway.acme.workers.dev"];
  const url = (addresses, record = {}) => serviceOf("staging", addresses, env, record).url;
  assert.equal(url({ option: "https://a.example/", domain: "b.example", deployed }), "https://a.example");
  assert.equal(url({ domain: "b.example", deployed }), "https://b.example");
  assert.equal(url({ deployed }, { url: "https://kept.example" }), "https://gateway.acme.workers.dev");
  assert.equal(url({}, { url: "https://kept.example" }), "https://kept.example");
  assert.equal(serviceOf("staging", {}, { ...env, STEADYTEXT_URL: "https://ci.example" }, {}).url, "https://ci.example");
  assert.throws(() => url({}), /address is not known/);
  assert.throws(() => serviceOf("staging", { domain: "b.example" }, {}, {}), /No key of scope admin/);
});
