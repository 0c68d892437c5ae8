export { openRuntime } from "./open-runtime.ts";
