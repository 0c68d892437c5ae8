import { DEV_LOG, endedFailure } from "./dev-server.mjs";
import { SetupError } from "./setup-error.mjs";

const READY_TIMEOUT_MS = 120_000;
/** A load that fails is tried again after a back-off; one that has failed for this long is not going to heal by itself. */
const FAILED_TIMEOUT_MS = 20_000;
const POLL_MS = 250;

/** The models that a readiness answer calls failed, by kind; none when the answer is of another shape. */
export function failedModels(answer) {
  try {
    const models = Object.entries(JSON.parse(answer).models ?? {});
    return models.filter(([, { state }]) => state === "failed").map(([kind]) => kind);
  } catch {
    return [];
  }
}

async function ask(url, path) {
  try {
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(15_000) });
    return { ready: response.status === 200, answer: (await response.text()).trim() };
  } catch (error) {
    return { ready: false, answer: String(error.cause?.code ?? error.name) };
  }
}

function unloadable(failing, loadFailures, modelFile) {
  const what = `The Workers were stopped, since the model for ${failing.join(" and ")} cannot be loaded.`;
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
  return waitUntil(server, "/health/live", () => undefined, now);
}

/** Resolves once every model is loaded. `modelFile`: the one asked for, if any. */
export function waitUntilReady(server, modelFile, now = () => performance.now()) {
  let wellAt = now();
  const giveUp = (answer) => {
    const failing = failedModels(answer);
    if (failing.length === 0) wellAt = now();
    else if (now() - wellAt > FAILED_TIMEOUT_MS) throw unloadable(failing, server.loadFailures, modelFile);
  };
  return waitUntil(server, "/health/ready", giveUp, now);
}

/** Asks until the answer is 200; `giveUp` may throw on another one. */
async function waitUntil({ url, ended }, path, giveUp, now = () => performance.now()) {
  let stopped = null;
  ended.then((how) => {
    stopped = how;
  });
  const startedAt = now();
  for (;;) {
    const { ready, answer } = await ask(url, path);
    if (stopped !== null) throw endedFailure(stopped);
    if (ready) return;
    giveUp(answer);
    if (now() - startedAt > READY_TIMEOUT_MS) throw late(answer);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
