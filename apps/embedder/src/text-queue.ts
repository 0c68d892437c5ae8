/** A job's place in the queue. */
export interface Ticket {
  readonly texts: number;
  readonly endsAt: number;
}

/**
 * Counts the texts that are in work or waiting in this isolate. A job whose request was cancelled never says that it left, so a place
 * is given up at the job's deadline at the latest.
 */
export class TextQueue {
  readonly #capacity: number;
  readonly #tickets = new Set<Ticket>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** A place for a job, or undefined when the queue is full. A job of any size finds place in an empty queue. */
  enter(texts: number, now: number, endsAt: number): Ticket | undefined {
    const taken = this.texts(now);
    if (taken > 0 && taken + texts > this.#capacity) return undefined;
    const ticket = { texts, endsAt };
    this.#tickets.add(ticket);
    return ticket;
  }

  leave(ticket: Ticket): void {
    this.#tickets.delete(ticket);
  }

  /** Texts in work or waiting. */
  texts(now: number): number {
    let sum = 0;
    for (const ticket of this.#tickets) {
      if (ticket.endsAt <= now) this.#tickets.delete(ticket);
      else sum += ticket.texts;
    }
    return sum;
  }
}
