import type { EngineLoad } from "@steadytext/core";
import type { IsolateLoad } from "../model/isolate-load.ts";

const NONE: EngineLoad = { running: 0, waiting: 0, pages: 0, freePages: 0, keptPages: 0 };

/** The loads added up; of replicas that share an isolate one counts. */
export function totalLoad(loads: readonly IsolateLoad[]): EngineLoad {
  const isolates = new Map(loads.map(({ isolate, load }) => [isolate, load]));
  return [...isolates.values()].filter((load) => load !== null).reduce(added, NONE);
}

function added(a: EngineLoad, b: EngineLoad): EngineLoad {
  return {
    running: a.running + b.running,
    waiting: a.waiting + b.waiting,
    pages: a.pages + b.pages,
    freePages: a.freePages + b.freePages,
    keptPages: a.keptPages + b.keptPages,
  };
}
