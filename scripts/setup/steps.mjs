import { requireNotStopping } from "./processes.mjs";

/** Seconds with one decimal, as shown to people. */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

/**
 * Makes `step(title, action)`: shows the title, runs the action, then shows how it ended and how long it took.
 * The action gets `note(text)`, which replaces the closing "done", for example by "unchanged". Returns what the action returns.
 * Once the scripts are being stopped, no step begins and none is done.
 */
export function createStepRunner({
  write = (line) => console.log(line),
  now = () => performance.now(),
  mayGoOn = requireNotStopping,
} = {}) {
  return async function step(title, action) {
    mayGoOn();
    write(`• ${title}`);
    const startedAt = now();
    let ending = "done";
    const value = await action((text) => {
      ending = text;
    });
    mayGoOn();
    write(`  ${ending} (${seconds(now() - startedAt)})`);
    return value;
  };
}
