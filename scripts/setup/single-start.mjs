import { join } from "node:path";
import { rmSync } from "node:fs";
import { STATE_DIR } from "./paths.mjs";
import { processTable } from "./process-table.mjs";
import { SetupError } from "./setup-error.mjs";
import { readStamp, writeStamp } from "./stamps.mjs";

const PID_FILE = join(STATE_DIR, "start.pid");

/** Whether a process with this id is a start script: ids are used anew, so being alive is not enough. */
function isStart(pid) {
  return (processTable() ?? []).some((row) => row.pid === pid && row.alive && /\bstart\.mjs\b/.test(row.args));
}

/** Refuses a second start in the same checkout, since two would write to one storage. Returns the way to give the claim up early. */
export function claimCheckout() {
  const pid = Number(readStamp(PID_FILE));
  if (pid && pid !== process.pid && isStart(pid)) {
    throw new SetupError(
      `This checkout is running already (process ${pid}).`,
      `Stop that start with Ctrl-C, or from here with \`kill ${pid}\`; or use another clone.`,
    );
  }
  writeStamp(PID_FILE, String(process.pid));
  const release = () => rmSync(PID_FILE, { force: true });
  process.once("exit", release);
  return release;
}
