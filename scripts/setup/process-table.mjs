import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

/** @typedef {{ pid: number, group: number, alive: boolean, args: string }} ProcessRow alive: false for one that ended and was not collected */

/** One process of Linux's /proc, or null when it has ended meanwhile. */
function procRow(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything, so fields are counted from its end: state, parent, group.
    const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
    return { pid: Number(pid), group: Number(group), alive: state !== "Z" && state !== "X", args };
  } catch {
    return null;
  }
}

/** Rows of `ps -o pid=,pgid=,stat=,args=`. */
export function parsePs(text) {
  return text
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s*(.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, group, state, args]) => ({ pid: Number(pid), group: Number(group), alive: !state.startsWith("Z"), args }));
}

/**
 * All processes of this machine. Small Linux images have no `ps`, other systems no /proc.
 * @returns {ProcessRow[] | null} null when neither is there
 */
export function processTable(platform = process.platform) {
  try {
    if (platform !== "linux") return parsePs(execFileSync("ps", ["-A", "-ww", "-o", "pid=,pgid=,stat=,args="], { encoding: "utf8" }));
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(procRow)
      .filter((row) => row !== null);
  } catch {
    return null;
  }
}
