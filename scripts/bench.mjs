import { run } from "./setup/run.mjs";

await run(() => import("./commands/bench.mjs"));
