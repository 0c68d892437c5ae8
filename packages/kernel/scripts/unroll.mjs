// Loops of the assembly that carry this mark are written out before they are compiled, with the counter as a constant:
//
//   // unrolled
//   for (let i: usize = 0; i < 32; i++) { ... }
//
// Addresses made of it are then constants, for which a WebAssembly engine needs no bounds check.
const MARK = /^[ \t]*\/\/ unrolled\n/m;
const LOOP = /^[ \t]*for \(let (\w+): usize = 0; \1 < (\d+); \1\+\+\) (?=\{)/;

/** Position after the brace that closes the one at `open`. */
function blockEnd(source, open) {
  let depth = 0;
  for (let i = open; i < source.length; i++) {
    if (source[i] === "{") depth++;
    if (source[i] === "}" && --depth === 0) return i + 1;
  }
  throw new Error("a loop that is to be unrolled has no end");
}

/** The source with each marked loop written out. */
export function unroll(source) {
  const mark = MARK.exec(source);
  if (mark === null) return source;
  const rest = source.slice(mark.index + mark[0].length);
  const loop = LOOP.exec(rest);
  if (loop === null) throw new Error(`only a loop from 0 to a number can be unrolled, not: ${rest.slice(0, rest.indexOf("\n")).trim()}`);
  const [header, counter, count] = loop;
  const end = blockEnd(rest, header.length);
  const block = rest.slice(header.length, end);
  const rounds = Array.from({ length: Number(count) }, (_, i) => block.replaceAll(new RegExp(`\\b${counter}\\b`, "g"), String(i)));
  return source.slice(0, mark.index) + rounds.join("\n") + unroll(rest.slice(end));
}
