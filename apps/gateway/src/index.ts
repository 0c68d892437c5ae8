export { KeyGuard } from "./guard/key-guard.ts";
export { worker as default } from "./worker.ts";
