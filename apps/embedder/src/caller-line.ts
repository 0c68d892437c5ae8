/** What is known of whoever waits for a job. */
export interface CallerLine {
  hasLeft(): boolean;
  /** Stops listening. */
  close(): Promise<void>;
}

/** Listens to a silent stream that ends, in whatever way, when the caller leaves; without one the caller stays. */
export function callerLine(stream: ReadableStream<Uint8Array> | undefined): CallerLine {
  const reader = stream?.getReader();
  let left = false;
  const leave = () => {
    left = true;
  };
  reader?.read().then(leave, leave);
  return {
    hasLeft: () => left,
    close: async () => reader?.cancel().catch(() => undefined),
  };
}
