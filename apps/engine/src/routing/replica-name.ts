/** Hexadecimal digits of the digest that choose the replica: 32 bits spread evenly over any number of replicas in use. */
const PREFIX_DIGITS = 8;

/** The replica that answers a request: equal digests meet in one, where they can share work. */
export function replicaName(requestDigest: string, replicas: number): string {
  return `replica-${Number.parseInt(requestDigest.slice(0, PREFIX_DIGITS), 16) % replicas}`;
}
