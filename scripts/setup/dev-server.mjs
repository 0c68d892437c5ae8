import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toolEnvironment } from "./environment.mjs";
import { HOST } from "./free-port.mjs";
import { PERSIST_DIR, ROOT, STATE_DIR } from "./paths.mjs";
import { lastLines, startProcess } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";
import { WRANGLER, wranglerConfig } from "./wrangler.mjs";

export const DEV_LOG = join(STATE_DIR, "dev.log");
/** The first is the one that listens. */
const APPS = ["gateway", "engine", "embedder", "cache"];
const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 150;

/** Whether a line of wrangler's output tells of a failure that the person at the terminal should see. */
export function isErrorLine(line) {
  return /\[ERROR\]|✘|\bUncaught\b|"level":"error"|V8 fatal error/.test(line);
}

/** Calls back for each whole line of a stream. */
function onLines(stream, callback) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    lines.forEach(callback);
  });
}

/** Starts the four Workers in one process. Their output goes to the log file, failures to the terminal as well. */
export function startDevServer(port, report = console.error) {
  mkdirSync(STATE_DIR, { recursive: true });
  const log = createWriteStream(DEV_LOG);
  const configs = APPS.flatMap((app) => ["-c", wranglerConfig(app)]);
  // Inspector port 0: any free one, so that a second checkout can run beside this.
  const listen = ["--ip", HOST, "--port", String(port), "--inspector-port", "0"];
  const child = startProcess(
    WRANGLER,
    ["dev", ...configs, ...listen, "--persist-to", PERSIST_DIR, "--show-interactive-dev-session=false"],
    {
      cwd: ROOT,
      env: toolEnvironment(),
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    onLines(stream, (line) => {
      log.write(`${line}\n`);
      if (isErrorLine(line)) report(`  [workers] ${line}`);
    });
  }
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => log.end(() => resolve(signal ?? `code ${code}`)));
  });
  return { url: `http://${HOST}:${port}`, ended };
}

/** The failure of a server that ended by itself. */
export function endedFailure(how) {
  return new SetupError(
    `The local Workers ended by themselves (${how}). The last lines of ${DEV_LOG}:\n${lastLines(readFileSync(DEV_LOG, "utf8"))}`,
    "Correct what they name, then run the command again; if the local state is damaged: npm start -- --fresh",
  );
}

async function readiness(url) {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(15_000) });
    return { ready: response.status === 200, state: (await response.text()).trim() };
  } catch (error) {
    return { ready: false, state: String(error.cause?.code ?? error.name) };
  }
}

/** Resolves once every model is loaded; asking for readiness is also what makes the Workers load them. */
export async function waitUntilReady({ url, ended }) {
  let stopped = null;
  ended.then((how) => {
    stopped = how;
  });
  const giveUpAt = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const { ready, state } = await readiness(url);
    if (stopped !== null) throw endedFailure(stopped);
    if (ready) return;
    if (Date.now() > giveUpAt) {
      throw new SetupError(
        `The Workers run, but were not ready after ${READY_TIMEOUT_MS / 1000} s; the last answer: ${state}`,
        `${DEV_LOG} has the reason. A model file that is refused is named there.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
