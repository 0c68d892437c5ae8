import { mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { toolEnvironment } from "./environment.mjs";
import { HOST } from "./free-port.mjs";
import { PERSIST_DIR, ROOT, STATE_DIR } from "./paths.mjs";
import { lastLines, startProcess, withoutColours } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";
import { WRANGLER, wranglerConfig } from "./wrangler.mjs";

export const DEV_LOG = join(STATE_DIR, "dev.log");
/** The first is the one that listens. */
const APPS = ["gateway", "engine", "embedder", "cache"];
const LAST_WORDS_MS = 500;

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
  const log = openSync(DEV_LOG, "w");
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
  // A failure that repeats, such as a load that is tried again, is shown once.
  const shown = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    onLines(stream, (line) => {
      const plain = withoutColours(line);
      writeSync(log, `${plain}\n`);
      if (!isErrorLine(plain) || shown.has(plain)) return;
      shown.add(plain);
      report(`  [workers] ${plain}`);
    });
  }
  const ended = new Promise((resolve) => {
    const say = (code, signal) => resolve(signal ?? `code ${code}`);
    child.once("error", (error) => resolve(error.message));
    child.once("close", say);
    // What it started may live on and keep its output open; a moment is left for its last words.
    child.once("exit", (code, signal) => setTimeout(say, LAST_WORDS_MS, code, signal));
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
