import type { ModelIdentity } from "@steadytext/core";

/** `name@sha256:…`: which weights an answer came from. */
export function modelHeader({ name, modelDigest }: ModelIdentity): string {
  return `${name}@sha256:${modelDigest}`;
}
