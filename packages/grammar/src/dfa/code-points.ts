/** Inclusive ranges of code points, ascending and apart. Surrogates are in none: text is valid Unicode. */
export type CodePoints = readonly (readonly [number, number])[];

const LAST = 0x10ffff;
const SURROGATES: readonly [number, number] = [0xd800, 0xdfff];

/** Sorts and joins `ranges`, and takes surrogates out. */
export function codePoints(ranges: readonly (readonly [number, number])[]): CodePoints {
  return subtract(join(ranges), [SURROGATES]);
}

export function union(...sets: readonly CodePoints[]): CodePoints {
  return join(sets.flat());
}

export function complement(set: CodePoints): CodePoints {
  return subtract(
    [
      [0, SURROGATES[0] - 1],
      [SURROGATES[1] + 1, LAST],
    ],
    set,
  );
}

export function subtract(set: CodePoints, removed: CodePoints): CodePoints {
  const rest: (readonly [number, number])[] = [];
  let first = 0;
  for (const [low, high] of set) {
    while (first < removed.length && removed[first]![1] < low) first++;
    let from = low;
    for (let at = first; at < removed.length && removed[at]![0] <= high; at++) {
      if (removed[at]![0] > from) rest.push([from, removed[at]![0] - 1]);
      from = removed[at]![1] + 1;
    }
    if (from <= high) rest.push([from, high]);
  }
  return rest;
}

export function intersect(a: CodePoints, b: CodePoints): CodePoints {
  return subtract(a, complement(b));
}

export const ANY_CODE_POINT: CodePoints = complement([]);

function join(ranges: readonly (readonly [number, number])[]): CodePoints {
  const joined: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
