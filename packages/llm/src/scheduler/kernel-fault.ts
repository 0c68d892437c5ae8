import { fail } from "@steadytext/core";
import type { KernelError, KernelErrorCode } from "@steadytext/kernel";

/** Faults of the machine rather than of the file. */
const HOST_FAULTS: ReadonlySet<KernelErrorCode> = new Set<KernelErrorCode>(["out_of_memory", "known_answer_mismatch"]);

/** A kernel's refusal to take a model, for the model's publisher. */
export function loadFault({ code, message }: KernelError) {
  return fail(HOST_FAULTS.has(code) ? "unavailable" : "invalid_model", message, { details: { fault: code } });
}

/** A kernel's failure while it computes: nothing that the request did, and nothing that its sender can mend. */
export function computeFault({ code }: KernelError) {
  return fail("internal", "The model could not compute this step", { details: { fault: code } });
}
