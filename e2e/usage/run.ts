// The database away for a minute at 50 requests a second, then ten kills of the runtime under load. `node e2e/usage/run.ts`.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databaseOutage, killUnderLoad } from "./outages.ts";
import { nothingSeen, UsageClients } from "./usage-clients.ts";

const LOAD = { perSecond: 50, seconds: 60 };
const DRAINED_WITHIN_MS = 30_000;
const KILLS = 10;
const BACK_WITHIN_MS = 3000;

const clients = new UsageClients();
const gateway = await clients.start(mkdtempSync(join(tmpdir(), "steadytext-outages-")));
try {
  const { seen, drainedMs } = await databaseOutage(gateway, clients, LOAD);
  const isBridged = seen.refused.length === 0 && seen.cut === 0 && drainedMs <= DRAINED_WITHIN_MS;
  console.log(`database away for ${LOAD.seconds} s: ${seen.answered} answered, ${seen.refused.length} refused, ${seen.cut} cut`);
  console.log(`the ledger is equal after ${(drainedMs / 1000).toFixed(1)} s (at most 30)`);
  const during = nothingSeen();
  const before = await clients.counted(gateway);
  const backMs: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) backMs.push(await killUnderLoad(gateway, clients, during));
  await new Promise((resolve) => void setTimeout(resolve, DRAINED_WITHIN_MS));
  const stored = (await clients.counted(gateway)).requests - before.requests;
  const isKept = stored >= during.answered && stored <= during.answered + during.cut;
  console.log(`${KILLS} kills: ${during.answered} answered, ${during.cut} cut, ${stored} stored, ${during.refused.length} refused`);
  console.log(`back after ${backMs.map((ms) => (ms / 1000).toFixed(2)).join(", ")} s (at most 3)`);
  process.exitCode = isBridged && isKept && during.refused.length === 0 && Math.max(...backMs) <= BACK_WITHIN_MS ? 0 : 1;
} finally {
  await gateway.close();
}
