/** `items` in order, in slices whose sizes add up to at most `limit`; an item larger than that is alone in its slice. */
export function chunkBySize<T>(items: readonly T[], sizeOf: (item: T) => number, limit: number): readonly (readonly T[])[] {
  const slices: T[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (slices.length === 0 || size > room) {
      slices.push([]);
      room = limit;
    }
    slices.at(-1)!.push(item);
    room -= size;
  }
  return slices;
}
