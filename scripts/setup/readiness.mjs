import { DEV_LOG, endedFailure } from "./dev-server.mjs";
import { SetupError } from "./setup-error.mjs";

const READY_TIMEOUT_MS = 120_000;
/** A load that fails is tried again after a back-off; one that has failed for this long is not going to heal by itself. */
const FAILED_TIMEOUT_MS = 20_000;
const POLL_MS = 250;
/** Longer than a caller waits for a load. */
const ANSWER_TIMEOUT_MS = 15_000;

/** The least that needs each model; the caches are passed by, since they answer without one. */
const PASS_BY = { no_cache: true, no_store: true };
const FIRST_REQUESTS = {
  generate: { path: "/generate", body: { prompt: "Hello", max_tokens: 1, cache: PASS_BY } },
  embed: { path: "/embed", body: { text: "Hello", cache: PASS_BY } },
};

/** Whether an answer says that the model cannot be loaded, not only that it is not there yet. */
export function saysUnloadable(answer) {
  try {
    return JSON.parse(answer)?.code === "unavailable";
  } catch {
    return false;
  }
}

async function ask(url, init) {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    return { ok: response.ok, answer: (await response.text()).trim() };
  } catch (error) {
    return { ok: false, answer: String(error.cause?.code ?? error.name) };
  }
}

function unloadable(kind, loadFailures, modelFile) {
  const what = `The Workers were stopped, since the model for ${kind} cannot be loaded.`;
  const reasons = loadFailures.size > 0 ? [...loadFailures] : [`The reason is in ${DEV_LOG}.`];
  const advice =
    modelFile === undefined
      ? "Run `npm start` again; if it stays so, `npm start -- --fresh` makes the local state anew, with new keys and empty caches."
      : "Give --model-file a llama-architecture GGUF file with matrices in Q4_0, Q4_1 or Q8_0, or leave it out to take the default model. Keys and caches are kept.";
  return new SetupError([what, ...reasons].join("\n  "), advice);
}

function late(answer) {
  return new SetupError(
    `The Workers were stopped, since they were not ready after ${READY_TIMEOUT_MS / 1000} s; the last answer: ${answer}`,
    `${DEV_LOG} has what they said.`,
  );
}

/** Resolves once the Workers answer. */
export function waitUntilAlive(server, now) {
  return waitUntil(server, () => ask(`${server.url}/health/live`), now);
}

/** Brings both models into memory by a first request for each; resolves once both are answered. `modelFile`: the one asked for, if any. */
export async function loadModels(server, apiKey, modelFile, now) {
  await Promise.all(Object.keys(FIRST_REQUESTS).map((kind) => loadModel(server, kind, apiKey, modelFile, now)));
}

function loadModel(server, kind, apiKey, modelFile, now = () => performance.now()) {
  const { path, body } = FIRST_REQUESTS[kind];
  const headers = { "content-type": "application/json", "x-api-key": apiKey };
  let wellAt = now();
  const request = async () => {
    const answered = await ask(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!saysUnloadable(answered.answer)) wellAt = now();
    else if (now() - wellAt > FAILED_TIMEOUT_MS) throw unloadable(kind, server.loadFailures, modelFile);
    return answered;
  };
  return waitUntil(server, request, now);
}

/** Asks until the answer is a success; asking may throw to give up. */
async function waitUntil({ ended }, request, now = () => performance.now()) {
  let stopped = null;
  ended.then((how) => {
    stopped = how;
  });
  const startedAt = now();
  for (;;) {
    const { ok, answer } = await request();
    if (stopped !== null) throw endedFailure(stopped);
    if (ok) return;
    if (now() - startedAt > READY_TIMEOUT_MS) throw late(answer);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
