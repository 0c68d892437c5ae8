/** Collects how long the parts of a request took, for the `server-timing` header (milliseconds). */
export class ServerTiming {
  readonly #started = performance.now();
  readonly #entries: string[] = [];

  async measure<T>(name: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.#entries.push(entry(name, started));
    }
  }

  header(): string {
    return [...this.#entries, entry("total", this.#started)].join(", ");
  }
}

function entry(name: string, started: number): string {
  return `${name};dur=${(performance.now() - started).toFixed(1)}`;
}
