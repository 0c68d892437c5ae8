import type { Fetch } from "@steadytext/edge/client";

/** A stream to write to, as far as it is used. */
interface TerminalStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** A stream to read from. */
export interface InputStream extends NodeJS.ReadableStream {
  readonly isTTY?: boolean | undefined;
}

/** Everything of the outside that the command touches beside files. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: InputStream;
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
  readonly fetch?: Fetch | undefined;
}
