import { fail, type Result, type ServiceError } from "@steadytext/core";

type Deliver<D, T> = (delivery: D) => Promise<Result<T, ServiceError>>;

/** Ways in which a delivery to the ledger goes wrong: refused, lost on the way there, and taken with its acknowledgement lost on the way back. */
export function deliveryFaults<D, T>(usual: Deliver<D, T>): readonly Deliver<D, T>[] {
  return [
    async () => fail("unavailable", "D1 is away"),
    async () => {
      throw new Error("lost");
    },
    async (delivery) => {
      await usual(delivery);
      throw new Error("cut");
    },
  ];
}
