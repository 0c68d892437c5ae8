/**
 * How far two samples can be told apart: the area under the ROC curve less one half, without its sign. 0 where they cannot be at all, 0.5 where always
 * (Mann and Whitney's U over the number of pairs).
 */
export function separability(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((value) => ({ value, ofA: true })), ...b.map((value) => ({ value, ofA: false }))].sort((x, y) => x.value - y.value);
  let rankSum = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    while (to < all.length && all[to]!.value === all[from]!.value) to++;
    const rank = (from + 1 + to) / 2;
    for (const { ofA } of all.slice(from, to)) rankSum += ofA ? rank : 0;
    from = to;
  }
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  return Math.abs(u / (a.length * b.length) - 0.5);
}
