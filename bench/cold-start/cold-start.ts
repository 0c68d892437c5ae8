import type { FirstToken } from "../client-worker/src/first-token.ts";
import { startEngine } from "../engine/start-engine.ts";
import type { Measurements } from "../figures/rounds.ts";

/** Milliseconds from a request to its first token, in a workerd that has just started and has the model in R2 alone. */
export function coldStartMeasurements(modelPath: string, prompt: string): Measurements {
  return { start: [async () => ({ "engine cold first token": await coldFirstTokenMs(modelPath, prompt) })] };
}

async function coldFirstTokenMs(modelPath: string, prompt: string): Promise<number> {
  const engine = await startEngine(modelPath);
  try {
    return (await engine.post<FirstToken>("/first-token", { prompt })).firstTokenMs;
  } finally {
    await engine.dispose();
  }
}
