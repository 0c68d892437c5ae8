import { exports } from "cloudflare:workers";
import type { ModelService } from "@steadytext/core";

/** The registry's own entrypoint, called as another Worker calls it. */
export const models = (exports as unknown as { ModelEntrypoint: ModelService }).ModelEntrypoint;
