import { processTable } from "./process-table.mjs";

const KILL_GRACE_MS = 8_000;
const FORCED_END_MS = 1_000;
const POLL_MS = 50;

/** Whether there is such a group. One that may not be signalled is there: macOS says so of a group of dead processes. */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error.code !== "ESRCH" && error.code !== "EPERM") throw error;
    return error.code === "EPERM";
  }
}

function groupIsAlive(pid) {
  if (!signalGroup(pid, 0)) return false;
  // The dead count as members until they are collected, which a container's first process may never do.
  return processTable()?.some(({ group, alive }) => group === pid && alive) ?? true;
}

async function groupEnds(pid, withinMs) {
  const giveUpAt = performance.now() + withinMs;
  while (groupIsAlive(pid)) {
    if (performance.now() > giveUpAt) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

/** Ends a process group: politely, then after a grace period by force. Resolves when it is gone. */
export async function stopGroup(pid, graceMs = KILL_GRACE_MS) {
  if (!groupIsAlive(pid)) return;
  signalGroup(pid, "SIGTERM");
  if (await groupEnds(pid, graceMs)) return;
  signalGroup(pid, "SIGKILL");
  await groupEnds(pid, FORCED_END_MS);
}
