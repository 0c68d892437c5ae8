const IPV4_MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Who is counted as one caller: an IPv4 address, or the /64 of an IPv6 address, since whoever has one address of it has all. Null where the
 * platform says no address.
 */
export function clientNetwork(headers: Headers): string | null {
  const address = headers.get("cf-connecting-ip");
  if (address === null) return null;
  const mapped = IPV4_MAPPED.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  return `${firstGroups(address, 4).join(":")}::/64`;
}

/** The first groups of an IPv6 address, in their one spelling. */
function firstGroups(address: string, groups: number): string[] {
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array.from({ length: zeros }, () => "0"), ...after];
  return all.slice(0, groups).map((group) => group.replace(/^0+(?=.)/, ""));
}
