import { ConnectionError } from "../errors/steadytext-error.ts";
import type { AnswerMeta } from "./answer-meta.ts";

/** How a stream's events are told, and what they add up to. */
export interface StreamReading<Event, Item, Final> {
  /** The event as the loop is given it; null keeps it back. */
  item(event: Event): Item | null;
  /** What the whole stream says; undefined where its end is missing. */
  final(): Promise<Final> | Final | undefined;
}

/** Opens the stream; `onOpen` is told of its headers. */
type Open<Event> = (onOpen: (meta: AnswerMeta) => void) => AsyncGenerator<Event, void, undefined>;

/**
 * An answer as it is written. The request is sent when the first item is asked for, by a `for await` loop or by `final()`; leaving the loop
 * ends the generation. A stream is read once.
 */
export interface StreamedAnswer<Item, Final> extends AsyncIterable<Item> {
  /** What the headers say; null before the first item. */
  readonly meta: AnswerMeta | null;
  /** The whole answer, once the stream has ended; reads the stream itself where no loop does. */
  final(): Promise<Final>;
}

/** Reads one stream of events. */
export class AnswerStream<Event, Item, Final> implements StreamedAnswer<Item, Final> {
  readonly #open: Open<Event>;
  readonly #reading: StreamReading<Event, Item, Final>;
  readonly #end: Promise<Final>;
  #resolve!: (final: Final) => void;
  #reject!: (error: unknown) => void;
  #isBegun = false;
  #meta: AnswerMeta | null = null;

  constructor(open: Open<Event>, reading: StreamReading<Event, Item, Final>) {
    this.#open = open;
    this.#reading = reading;
    this.#end = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever loops is told of a failure by the loop.
    this.#end.catch(() => undefined);
  }

  get meta(): AnswerMeta | null {
    return this.#meta;
  }

  async final(): Promise<Final> {
    if (!this.#isBegun) for await (const _ of this);
    return this.#end;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    if (this.#isBegun) throw new TypeError("This stream is already read: final() gives the whole answer.");
    this.#isBegun = true;
    try {
      for await (const event of this.#open((meta) => (this.#meta = meta))) {
        const item = this.#reading.item(event);
        if (item !== null) yield item;
      }
      const final = await this.#reading.final();
      if (final === undefined) throw new ConnectionError("The stream ended without its answer.", { code: "stream_interrupted" });
      this.#resolve(final);
    } catch (error) {
      this.#reject(error);
      throw error;
    } finally {
      // After a loop that was left early, nobody will ever know the end.
      this.#reject(new ConnectionError("The stream was left before its end.", { code: "stream_interrupted" }));
    }
  }
}
