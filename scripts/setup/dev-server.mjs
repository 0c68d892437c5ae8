import { mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { lastLines, withoutColours } from "./command-output.mjs";
import { toolEnvironment } from "./environment.mjs";
import { HOST } from "./free-port.mjs";
import { recordServer } from "./orphaned-server.mjs";
import { PERSIST_DIR, ROOT, STATE_DIR } from "./paths.mjs";
import { startProcess } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";
import { failureText, loadFailure } from "./worker-log.mjs";
import { WRANGLER, wranglerConfig } from "./wrangler.mjs";

export const DEV_LOG = join(STATE_DIR, "dev.log");
/** The first is the one that listens. */
const APPS = ["gateway", "engine", "embedder", "cache"];
const LAST_WORDS_MS = 500;

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

function startWrangler(port) {
  const configs = APPS.flatMap((app) => ["-c", wranglerConfig(app)]);
  // Inspector port 0: any free one, so that a second checkout can run beside this.
  const listen = ["--ip", HOST, "--port", String(port), "--inspector-port", "0"];
  const args = ["dev", ...configs, ...listen, "--persist-to", PERSIST_DIR, "--show-interactive-dev-session=false"];
  const child = startProcess(WRANGLER, args, { cwd: ROOT, env: toolEnvironment() });
  recordServer(child.pid);
  return child;
}

/**
 * Starts the four Workers in one process. Their output goes to the log file, failures to the terminal as well.
 * @returns {{ url: string, ended: Promise<string>, loadFailures: Set<string> }} ended: how it ended; loadFailures: why models could not be loaded so far
 */
export function startDevServer(port, report = console.error) {
  mkdirSync(STATE_DIR, { recursive: true });
  const log = openSync(DEV_LOG, "w");
  const child = startWrangler(port);
  // A failure that repeats, such as a load that is tried again, is shown once.
  const shown = new Set();
  const loadFailures = new Set();
  const take = (line) => {
    writeSync(log, `${line}\n`);
    const failure = loadFailure(line);
    if (failure !== null) loadFailures.add(failure);
    const text = failureText(line);
    if (text === null || shown.has(text)) return;
    shown.add(text);
    report(`  [workers] ${text}`);
  };
  for (const stream of [child.stdout, child.stderr]) onLines(stream, (line) => take(withoutColours(line)));
  const ended = new Promise((resolve) => {
    const say = (code, signal) => resolve(signal ?? `code ${code}`);
    child.once("error", (error) => resolve(error.message));
    child.once("close", say);
    // What it started may live on and keep its output open; a moment is left for its last words.
    child.once("exit", (code, signal) => setTimeout(say, LAST_WORDS_MS, code, signal));
  });
  return { url: `http://${HOST}:${port}`, ended, loadFailures };
}

/** The failure of a server that ended by itself. */
export function endedFailure(how) {
  return new SetupError(
    `The local Workers ended by themselves (${how}). The last lines of ${DEV_LOG}:\n${lastLines(readFileSync(DEV_LOG, "utf8"))}`,
    "Correct what they name, then run the command again; if the local state is damaged: npm start -- --fresh",
  );
}
