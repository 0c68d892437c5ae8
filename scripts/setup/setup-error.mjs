/** A failure that the person at the terminal can act on: what went wrong, and what to do about it. */
export class SetupError extends Error {
  /**
   * @param {string} message what went wrong, one sentence
   * @param {string} advice what to do, one sentence or a few
   */
  constructor(message, advice) {
    super(message);
    this.name = "SetupError";
    this.advice = advice;
  }
}

/** The text shown for a failure; an unexpected one keeps its stack, since it is a fault of the scripts. */
export function describeFailure(error) {
  if (error instanceof SetupError) return `✗ ${error.message}\n  → ${error.advice}`;
  if (error?.code === "ENOSPC")
    return `✗ The disk is full (${error.path ?? error.message}).\n  → Free some space, then run the command again.`;
  if (error?.code === "EACCES" || error?.code === "EPERM") {
    return `✗ No permission for ${error.path ?? error.message}.\n  → Run as the user who owns the checkout and the cache folder.`;
  }
  return `✗ ${error?.stack ?? error}`;
}
