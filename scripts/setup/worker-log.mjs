const WRANGLER_ERROR = /\[ERROR\]|✘|\bUncaught\b|V8 fatal error/;
const LOAD_FAILED = "model_load_failed";

/** The structured event in a line of wrangler's output, or null when there is none. */
function eventOf(line) {
  try {
    const event = JSON.parse(line.slice(line.indexOf("{")));
    return typeof event?.event === "string" ? event : null;
  } catch {
    return null;
  }
}

/** Why a model could not be loaded, if this line tells of that; null otherwise. */
export function loadFailure(line) {
  const event = eventOf(line);
  if (event?.event !== LOAD_FAILED) return null;
  const reason = [event.reason ?? "no reason given", event.cause].filter(Boolean).map((text) => text.replace(/\.$/, ""));
  return `The ${event.worker ?? "Worker"} cannot load its model: ${reason.join(": ")}.`;
}

/** A line of wrangler's output as the person at the terminal should see it; null when it tells of no failure. */
export function failureText(line) {
  const event = eventOf(line);
  if (event === null) return WRANGLER_ERROR.test(line) ? line : null;
  if (event.level !== "error" && !WRANGLER_ERROR.test(line)) return null;
  if (event.event === LOAD_FAILED) return loadFailure(line);
  const { level: _level, event: name, ...facts } = event;
  return `${name.replaceAll("_", " ")} ${JSON.stringify(facts)}`;
}
