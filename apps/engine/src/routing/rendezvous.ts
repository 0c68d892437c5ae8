/** FNV-1a with a finaliser (murmur3's), which spreads names that differ in their last character only. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/**
 * The order in which a key tries `targets`: highest random weight first (Thaler and Ravishankar, 1998), so that a target that comes or goes
 * moves its own keys only.
 */
export function ranked<T extends { readonly name: string }>(key: string, targets: readonly T[]): readonly T[] {
  return targets
    .map((target) => ({ target, weight: hash(`${target.name}/${key}`) }))
    .sort((a, b) => b.weight - a.weight || (a.target.name < b.target.name ? -1 : 1))
    .map(({ target }) => target);
}
