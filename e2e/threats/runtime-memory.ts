import { readdirSync, readFileSync } from "node:fs";

/** Resident memory of the Workers runtimes that this process has started, in bytes (as Linux tells it). */
export function runtimeMemory(): number {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return ids.reduce((sum, id) => sum + residentBytes(id), 0);
}

function residentBytes(id: string): number {
  try {
    const status = readFileSync(`/proc/${id}/status`, "utf8");
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1];
    return field("Name") === "workerd" && Number(field("PPid")) === process.pid ? Number(field("VmRSS")) * 1024 : 0;
  } catch {
    return 0;
  }
}
