import type { EngineLoad } from "@steadytext/core";
import { hostedManifest, hostedStatus } from "./model-host.ts";

/** How busy the model of an isolate is; null where it has none in memory. Replicas of one isolate share it, and tell the same name of it. */
export interface IsolateLoad {
  readonly isolate: string;
  readonly load: EngineLoad | null;
}

// Made when it is first asked for: a Worker may not draw random values while it starts.
let isolate: string | undefined;

export function isolateLoad(): IsolateLoad {
  isolate ??= crypto.randomUUID();
  const manifest = hostedManifest();
  const status = manifest === null ? null : hostedStatus(manifest);
  return { isolate, load: status?.state === "ready" ? status.value.load : null };
}
