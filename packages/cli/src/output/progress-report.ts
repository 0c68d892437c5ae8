/** How far work with a known end has come. */
export interface Progress {
  /** @param done in the unit of `total` */
  update(done: number): void;
  /** @param text what came of it */
  finish(text: string): void;
  /** Leaves the terminal as it was found. */
  abandon(): void;
}
