/** A job's place in the queue. */
export interface Ticket {
  readonly inputs: number;
  readonly heldUntil: number;
}

/**
 * Counts the inputs that are in work or waiting in this isolate. A place is a job's until it leaves; one that vanished without leaving gives
 * its place up when it would have ended.
 */
export class InputQueue {
  readonly #capacity: number;
  readonly #tickets = new Set<Ticket>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * A place for a job, or undefined when the queue is full. A job of any size finds place in an empty queue.
   * @param heldUntil when the job has ended, whatever happens
   */
  enter(inputs: number, now: number, heldUntil: number): Ticket | undefined {
    const taken = this.inputs(now);
    if (taken > 0 && taken + inputs > this.#capacity) return undefined;
    const ticket = { inputs, heldUntil };
    this.#tickets.add(ticket);
    return ticket;
  }

  leave(ticket: Ticket): void {
    this.#tickets.delete(ticket);
  }

  /** Inputs in work or waiting. */
  inputs(now: number): number {
    let sum = 0;
    for (const ticket of this.#tickets) {
      if (ticket.heldUntil <= now) this.#tickets.delete(ticket);
      else sum += ticket.inputs;
    }
    return sum;
  }
}
