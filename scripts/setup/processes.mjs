import { spawn } from "node:child_process";

const running = new Set();
let stopping = false;
const KILL_GRACE_MS = 8_000;
const FORCED_END_MS = 1_000;
/** Output kept for error messages, in characters from the end. */
const OUTPUT_KEPT = 64 * 1024;

/** Starts a command as the leader of a process group of its own, so that all it starts can be stopped with it. */
export function startProcess(command, args, options = {}) {
  const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "pipe"], ...options });
  running.add(child);
  // "close", not "exit": until then something that it started may still hold its output, and has to be stopped.
  child.once("close", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/**
 * Runs a command to its end. `show` passes its output through to the terminal as it comes.
 * @returns {Promise<{ ok: boolean, code: number | null, output: string }>} output: standard output and error, its end only when long
 */
export function runCommand(command, args, { show = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = startProcess(command, args, options);
    let output = "";
    const collect = (stream) => (chunk) => {
      if (show) stream.write(chunk);
      output = (output + chunk).slice(-OUTPUT_KEPT);
    };
    child.stdout.on("data", collect(process.stdout));
    child.stderr.on("data", collect(process.stderr));
    child.once("error", (error) => resolve({ ok: false, code: null, output: String(error.message) }));
    child.once("close", (code) => resolve({ ok: code === 0, code, output }));
  });
}

function groupIsAlive(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

async function groupEnds(pid, withinMs) {
  const giveUpAt = Date.now() + withinMs;
  while (groupIsAlive(pid)) {
    if (Date.now() > giveUpAt) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/** Ends a process group: politely, then after a grace period by force. */
export async function stopGroup(pid, graceMs = KILL_GRACE_MS) {
  signalGroup(pid, "SIGTERM");
  if (await groupEnds(pid, graceMs)) return;
  signalGroup(pid, "SIGKILL");
  // Bounded: where no init process collects the dead, a group with none alive still seems to exist.
  await groupEnds(pid, FORCED_END_MS);
}

/** Ends everything started here and still running. */
export async function stopEverything() {
  await Promise.all([...running].map((child) => child.pid && stopGroup(child.pid)));
}

/** Whether a signal is ending this process: commands that fail now were stopped, which is no failure to report. */
export function isStopping() {
  return stopping;
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

/** Text without a terminal's colour codes. */
export function withoutColours(text) {
  // oxlint-disable-next-line no-control-regex -- colour codes begin with the escape character
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "");
}

/** The last lines of a command's output, indented, for an error message. */
export function lastLines(output, count = 15) {
  const lines = withoutColours(output)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines
    .slice(-count)
    .map((line) => `    ${line}`)
    .join("\n");
}
