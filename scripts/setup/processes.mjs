import { spawn } from "node:child_process";
import { stopGroup } from "./process-group.mjs";

/** The process groups started here that are not gone yet, by their leader's id, with a promise of their end. */
const groups = new Map();
let stopping = false;
/** Output kept for error messages, in characters from the end. */
const OUTPUT_KEPT = 64 * 1024;

/** Thrown where work would go on although a signal is ending this process. */
class Stopped extends Error {
  name = "Stopped";
  message = "The scripts were stopped.";
}

/** Whether a signal is ending this process: what fails now was stopped, which is no failure to report. */
export function isStopping() {
  return stopping;
}

/** Ends the current work if a signal is ending this process: whatever it would do next, or take for done, must not be. */
export function requireNotStopping() {
  if (stopping) throw new Stopped();
}

/** Starts a command as the leader of a process group of its own. What it leaves running when it ends is ended with it. */
export function startProcess(command, args, options = {}) {
  requireNotStopping();
  const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "pipe"], ...options });
  const { pid } = child;
  if (pid === undefined) return child;
  const gone = new Promise((resolve) => child.once("exit", resolve)).then(() => stopGroup(pid)).then(() => groups.delete(pid));
  groups.set(pid, gone);
  return child;
}

/**
 * Runs a command to its end, and that of all it started. `show` passes its output through to the terminal as it comes.
 * Throws when it was stopped: a launcher may report success although a signal ended its program.
 * @returns {Promise<{ ok: boolean, code: number | null, output: string, stdout: string }>} output: standard output and error; of both only the end when long
 */
export async function runCommand(command, args, { show = false, ...options } = {}) {
  const child = startProcess(command, args, options);
  let output = "";
  let stdout = "";
  const collect = (stream) => (chunk) => {
    if (show) stream.write(chunk);
    output = (output + chunk).slice(-OUTPUT_KEPT);
  };
  child.stdout.on("data", collect(process.stdout));
  child.stdout.on("data", (chunk) => {
    stdout = (stdout + chunk).slice(-OUTPUT_KEPT);
  });
  child.stderr.on("data", collect(process.stderr));
  const result = await new Promise((resolve) => {
    child.once("error", (error) => resolve({ ok: false, code: null, output: String(error.message), stdout }));
    child.once("close", (code) => resolve({ ok: code === 0, code, output, stdout }));
  });
  await groups.get(child.pid);
  requireNotStopping();
  return result;
}

/** Ends everything started here and waits until it is gone. */
export async function stopEverything() {
  await Promise.all([...groups.keys()].map((pid) => stopGroup(pid)));
}

/** On Ctrl-C, a termination request or a closed terminal: ends everything that was started, then this process. */
export function stopOnSignals() {
  const stop = async (code) => {
    if (stopping) return;
    stopping = true;
    console.error("\nStopping.");
    await stopEverything();
    process.exit(code);
  };
  // Exit codes as shells give them: 128 and the signal's number.
  process.on("SIGINT", () => stop(130));
  process.on("SIGTERM", () => stop(143));
  process.on("SIGHUP", () => stop(129));
}
