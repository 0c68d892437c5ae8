/** Takes one value of a figure: milliseconds. */
export interface Measurement {
  readonly name: string;
  readonly measure: () => Promise<number>;
}

/**
 * Takes every measurement once a round, so that a neighbour on the machine slows all alike. The first round warms up and is dropped.
 * Value i of every name is of the same round.
 */
export async function runRounds(measurements: readonly Measurement[], rounds: number): Promise<ReadonlyMap<string, number[]>> {
  const values = new Map(measurements.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, measure } of measurements) {
      const value = await measure();
      if (round > 0) values.get(name)!.push(value);
    }
  }
  return values;
}
