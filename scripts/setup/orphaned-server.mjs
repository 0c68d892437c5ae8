import { join } from "node:path";
import { PERSIST_DIR, STATE_DIR } from "./paths.mjs";
import { stopGroup } from "./process-group.mjs";
import { processTable } from "./process-table.mjs";
import { SetupError } from "./setup-error.mjs";
import { readStamp, writeStamp } from "./stamps.mjs";

const SERVER_FILE = join(STATE_DIR, "server.pid");

/** Remembers the process group of the local Workers, so that the next start finds them if this one is killed. */
export function recordServer(group) {
  writeStamp(SERVER_FILE, String(group));
}

/** Whether this process group still serves this storage: ids are used anew, so being alive is not enough. */
export function servesStorage(table, group, persistDir = PERSIST_DIR) {
  const sign = ` --persist-to ${persistDir} `;
  return table.some((row) => row.alive && row.group === group && `${row.args} `.includes(sign));
}

/**
 * Ends the Workers that a killed start left running, since two sets must not write to one storage.
 * To be called by a start that has made sure that no other start runs in this checkout.
 */
export async function endOrphanedServer({ report = console.error, file = SERVER_FILE, persistDir = PERSIST_DIR } = {}) {
  const group = Number(readStamp(file));
  const isThere = () => servesStorage(processTable() ?? [], group, persistDir);
  if (!group || !isThere()) return;
  report(`Ending the Workers that an earlier start left running (process group ${group}).`);
  await stopGroup(group);
  if (isThere()) throw new SetupError(`The Workers of an earlier start do not end.`, `End them by hand: kill -9 -- -${group}`);
}
