/** Bytes of an isolate's JavaScript heap and of the buffers beside it; WebAssembly memory is in neither. */
interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize: number;
}

/** A connection to the inspector of one Worker (Chrome DevTools Protocol). */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (usage: HeapUsage) => void>();
  #lastId = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result: HeapUsage };
      if (id === undefined) return;
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  static async open(url: URL): Promise<Inspector> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Error(`no inspector at ${url.href}`)));
    });
    return new Inspector(socket);
  }

  /** Answered when the isolate's thread is free. */
  heapUsage(): Promise<HeapUsage> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method: "Runtime.getHeapUsage" }));
    });
  }

  close(): void {
    this.#socket.close();
  }
}

/** The most that heap and buffers of the isolate at `url` were seen to hold while `work` went on. */
export async function peakHeapBytes(url: URL, work: () => Promise<unknown>): Promise<number> {
  const inspector = await Inspector.open(url);
  let peak = 0;
  try {
    const working = work();
    const finished = working.then(() => true);
    do {
      const { usedSize, backingStorageSize } = await inspector.heapUsage();
      peak = Math.max(peak, usedSize + backingStorageSize);
    } while (!(await Promise.race([finished, false])));
    await working;
  } finally {
    inspector.close();
  }
  return peak;
}
