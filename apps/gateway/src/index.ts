export { KeyGuard } from "./guard/key-guard.ts";
export { Meter } from "./metrics/meter.ts";
export { worker as default } from "./worker.ts";
