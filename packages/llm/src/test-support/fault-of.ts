import { GgufError, type GgufFault } from "../gguf/gguf-error.ts";

/** The fault that `read` raises, or "none"; a throw of any other kind passes through and fails the test. */
export function faultOf(read: () => unknown): GgufFault | "none" {
  try {
    read();
    return "none";
  } catch (error) {
    if (error instanceof GgufError) return error.fault;
    throw error;
  }
}
