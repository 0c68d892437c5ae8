export interface BenchOptions {
  readonly peers: boolean;
  readonly rounds: number;
  readonly modelFile: string | undefined;
  readonly help: boolean;
}
/** Options of `npm run bench`. Throws when there are unknown ones. */
export function parseBenchOptions(argv: readonly string[]): BenchOptions;
