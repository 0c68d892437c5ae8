// Run: npm run fuzz [-- SECONDS [SEED]]: more fuzzed requests, and a longer run of Schemathesis, than the tests have.
import { runSchemathesis } from "./schemathesis.ts";
import { startStandInGateway } from "./stand-in-gateway.ts";

const [seconds = 300, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
const gateway = await startStandInGateway();
try {
  console.log(`${seconds} s from seed ${seed}`);
  const report = await runSchemathesis(gateway.url, { seconds, seed, phases: "examples,coverage,fuzzing", examples: 100 });
  console.log(report ?? "No findings.");
  process.exitCode = report === null ? 0 : 1;
} finally {
  await gateway.close();
}
