import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replicaName } from "./replica-name.ts";

const digest = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 });

describe("the choice of a replica", () => {
  it("is a function of the digest, and one of those there are", () => {
    fc.assert(
      fc.property(digest, fc.integer({ min: 1, max: 100 }), (value, replicas) => {
        const name = replicaName(value, replicas);
        expect(name).toBe(replicaName(value, replicas));
        const index = Number(name.replace("replica-", ""));
        expect(index >= 0 && index < replicas).toBe(true);
      }),
    );
  });
});
