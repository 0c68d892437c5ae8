/** How another Worker learns that its caller has left. */
export interface CallerLine {
  /** Silent; it ends when the caller leaves, or with `end`. */
  readonly stream: ReadableStream<Uint8Array>;
  end(): void;
}

/** A line that ends when `signal` aborts. Whether the other Worker listens does not matter here. */
export function callerLine(signal: AbortSignal): CallerLine {
  const { readable, writable } = new IdentityTransformStream();
  const end = (): void => void writable.abort().catch(() => undefined);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return {
    stream: readable,
    end() {
      signal.removeEventListener("abort", end);
      end();
    },
  };
}
