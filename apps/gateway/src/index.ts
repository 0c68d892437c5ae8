export { worker as default } from "./worker.ts";
