/**
 * Milliseconds a token of streams that decode together, given the instants of each one's tokens: their rates added up, each from its first to
 * its last token of the time in which all of them decode. Tokens counted over that time itself would lack those of the step that it ends in.
 */
export function msPerTokenTogether(tokensAt: readonly (readonly number[])[]): number {
  const from = Math.max(...tokensAt.map((times) => times[0]!));
  const to = Math.min(...tokensAt.map((times) => times.at(-1)!));
  let tokensPerMs = 0;
  for (const times of tokensAt) {
    const together = times.filter((at) => at >= from && at <= to);
    if (together.length < 2) throw new Error("The streams never ran together");
    tokensPerMs += (together.length - 1) / (together.at(-1)! - together[0]!);
  }
  return 1 / tokensPerMs;
}
