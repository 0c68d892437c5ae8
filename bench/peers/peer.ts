import type { Measurements } from "../figures/rounds.ts";
import type { Workload } from "../figures/workload.ts";

/** Another implementation that is given the same work in the same rounds. */
export interface Peer {
  /** What ran. */
  readonly version: object;
  measurements(workload: Workload): Measurements;
  dispose(): Promise<void>;
}

/** A peer by name; starting it may install it, and fails with the reason for which it cannot run here. */
export interface PeerStarter {
  readonly name: string;
  start(modelPath: string): Promise<Peer>;
}

export interface StartedPeers {
  readonly running: ReadonlyMap<string, Peer>;
  /** Why the others do not run. */
  readonly leftOut: Readonly<Record<string, string>>;
}

/** Starts what can run here: one peer that cannot does not end the bench. */
export async function startPeers(starters: readonly PeerStarter[], modelPath: string): Promise<StartedPeers> {
  const running = new Map<string, Peer>();
  const leftOut: Record<string, string> = {};
  for (const { name, start } of starters) {
    try {
      running.set(name, await start(modelPath));
    } catch (error) {
      leftOut[name] = error instanceof Error ? error.message : String(error);
      console.error(`left out ${name}: ${leftOut[name]}`);
    }
  }
  return { running, leftOut };
}
