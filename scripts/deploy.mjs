import { run } from "./setup/run.mjs";

await run(() => import("./commands/deploy.mjs"));
