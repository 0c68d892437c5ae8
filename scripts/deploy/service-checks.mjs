import { generationModel } from "../setup/generation-model.mjs";
import { sendModels } from "../setup/publish-models.mjs";
import { RegistryRefusal } from "../setup/registry-client.mjs";
import { SetupError } from "../setup/setup-error.mjs";

/** A new address may need its certificate first; a model is loaded within seconds. */
const ALIVE_TIMEOUT_MS = 300_000;
const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 1_000;
const ANSWER_TIMEOUT_MS = 60_000;

const PROMPT = { prompt: "Name the four seasons.", max_tokens: 16 };
/** Passes the caches by, so that what answers is what was deployed. */
const ANEW = { cache: { no_cache: true, no_store: true } };

async function ask({ url, adminKey }, path, body) {
  const headers = { ...(adminKey && { "x-api-key": adminKey }), ...(body && { "content-type": "application/json" }) };
  const response = await fetch(`${url}${path}`, {
    headers,
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  const text = await response.text();
  return { status: response.status, ok: response.ok, text, digest: response.headers.get("x-steadytext-digest") };
}

/** Asks until the answer is a success. The clock and the pause are arguments, so that tests need not wait. */
export async function waitFor(
  what,
  question,
  timeoutMs,
  { now = () => performance.now(), pause = (ms) => new Promise((go) => setTimeout(go, ms)) } = {},
) {
  const startedAt = now();
  for (;;) {
    const answer = await question().catch((error) => ({
      ok: false,
      status: "no answer",
      text: String(error.cause?.code ?? error.message),
    }));
    if (answer.ok) return answer;
    if (now() - startedAt > timeoutMs)
      throw new SetupError(
        `${what} after ${timeoutMs / 1000} s; the last answer: ${answer.status} ${answer.text}`,
        "`npx wrangler tail` of the Worker shows why.",
      );
    await pause(POLL_MS);
  }
}

/** The service answers at its address. */
export const waitUntilAlive = (service, timing) =>
  waitFor("The gateway does not answer", () => ask(service, "/health/live"), ALIVE_TIMEOUT_MS, timing);

/** Both default models, of which only what the service lacks is sent. Returns whether anything was changed. */
export async function publish(service) {
  try {
    return await sendModels(service, await generationModel());
  } catch (error) {
    if (!(error instanceof RegistryRefusal)) throw error;
    throw new SetupError(
      `A model was not taken: ${error.message}.`,
      "What was deployed goes on with the models it had; docs/models.md says what is taken.",
    );
  }
}

async function succeed(service, what, path, body) {
  const answer = await ask(service, path, body);
  if (answer.ok) return { ...answer, json: JSON.parse(answer.text) };
  throw new SetupError(`${what} was answered with ${answer.status}: ${answer.text.trim()}`, "`npx wrangler tail` of the Worker shows why.");
}

function requireThat(holds, what) {
  if (!holds)
    throw new SetupError(
      `The smoke test failed: ${what}.`,
      "Do not let this release answer; `npm run deploy -- --env NAME --rollback` goes back.",
    );
}

/** Both models are in memory: each is asked for the least, since health alone loads none. */
export async function waitUntilReady(service, timing) {
  const first = [
    { path: "/generate", body: { prompt: "Hello", max_tokens: 1, ...ANEW } },
    { path: "/embed", body: { text: "Hello", ...ANEW } },
  ];
  for (const { path, body } of first) await waitFor(`${path} does not answer`, () => ask(service, path, body), READY_TIMEOUT_MS, timing);
  return waitFor("The service is not ready", () => ask(service, "/health/ready"), READY_TIMEOUT_MS, timing);
}

/** What every release must do: the same bytes twice when computed, the same from the cache, a vector of length 1, and no answer without a key. */
export async function smokeTest(service) {
  const computed = await succeed(service, "A generation", "/generate", { ...PROMPT, ...ANEW });
  const again = await succeed(service, "A generation", "/generate", { ...PROMPT, ...ANEW });
  const stored = await succeed(service, "A generation", "/generate", PROMPT);
  requireThat(computed.json.text !== "" && computed.json.usage.completion_tokens > 0, "a generation is empty");
  requireThat(again.json.text === computed.json.text && stored.json.text === computed.json.text, "equal requests had different answers");
  requireThat(again.digest === computed.digest && stored.digest === computed.digest, "equal requests had different digests");
  const { json } = await succeed(service, "An embedding", "/embed", { text: "a small cat", ...ANEW });
  const length = Math.hypot(...json.embedding);
  requireThat(Math.abs(length - 1) < 1e-3, `a vector has the length ${length}, not 1`);
  const stranger = await ask({ url: service.url }, "/generate", PROMPT);
  requireThat(stranger.status === 401, `a request without a key was answered with ${stranger.status}`);
}
