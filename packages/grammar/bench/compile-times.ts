// How long the worst schemas and regular expressions take to be compiled or refused, and to be matched. Prints a table.
import { compileConstraint, type Constraint } from "../src/index.ts";
import { CATASTROPHIC_PATTERNS, NEAR_MATCHES, PATTERN_BOMBS } from "../src/test-support/catastrophic-patterns.ts";
import { HOSTILE_SCHEMAS } from "../src/test-support/hostile-schemas.ts";

const ROUNDS = 3;
const SHOWN = 8;

interface Row {
  readonly name: string;
  readonly ms: number;
  readonly outcome: string;
}

/** The best of a few rounds: what else the machine does is not the compiler's time. */
function measure(name: string, constraint: Constraint, texts: readonly string[]): Row {
  let ms = Infinity;
  let outcome = "";
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const compiled = compileConstraint(constraint);
    outcome = compiled.ok
      ? `compiled, accepts ${texts.filter((text) => compiled.value.accepts(text)).length} of ${texts.length}`
      : compiled.error.code;
    ms = Math.min(ms, performance.now() - start);
  }
  return { name, ms, outcome };
}

function report(title: string, rows: readonly Row[]): void {
  const refused = rows.filter(({ outcome }) => !outcome.startsWith("compiled")).length;
  console.log(`\n${title}: ${rows.length}, of which ${refused} refused; the slowest:`);
  for (const { name, ms, outcome } of rows.toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN)) {
    console.log(`  ${ms.toFixed(1).padStart(7)} ms  ${name.slice(0, 60).padEnd(60)}  ${outcome}`);
  }
}

measure("warm-up", { schema: HOSTILE_SCHEMAS["1,000 closed properties"] }, []);
report(
  "Hostile schemas",
  Object.entries(HOSTILE_SCHEMAS).map(([name, schema]) => measure(name, { schema }, [])),
);
report(
  "Catastrophic expressions, compiled and matched",
  CATASTROPHIC_PATTERNS.map((regex) => measure(regex, { regex }, NEAR_MATCHES)),
);
report(
  "The same as a schema's pattern",
  CATASTROPHIC_PATTERNS.map((pattern) => measure(pattern, { schema: { type: "string", pattern } }, NEAR_MATCHES)),
);
report(
  "Expression bombs",
  PATTERN_BOMBS.map((regex) => measure(regex, { regex }, [])),
);
