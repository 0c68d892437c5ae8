// The engine with one more door, for whole-stack tests: a replica can be reset as the platform does, whatever it is at.
import { Replica as EngineReplica } from "../src/index.ts";

export { default, GenerationEntrypoint, ModelEntrypoint, ModelRegistry } from "../src/index.ts";

export class Replica extends EngineReplica {
  reset(): void {
    this.ctx.abort("reset by the test");
  }
}
