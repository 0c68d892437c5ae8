/** Seconds with one decimal, as shown to people. */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

/**
 * Makes `step(title, action)`: shows the title, runs the action, then shows how it ended and how long it took.
 * The action gets `note(text)`, which replaces the closing "done", for example by "unchanged". Returns what the action returns.
 */
export function createStepRunner({ write = (line) => console.log(line), now = () => performance.now() } = {}) {
  return async function step(title, action) {
    write(`• ${title}`);
    const startedAt = now();
    let ending = "done";
    const value = await action((text) => {
      ending = text;
    });
    write(`  ${ending} (${seconds(now() - startedAt)})`);
    return value;
  };
}
