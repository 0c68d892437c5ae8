const LONGEST_CHARACTER = 4;

/**
 * Turns bytes that arrive in pieces into text, whole characters only. The texts add up to what `TextDecoder` makes of all the bytes
 * at once: ill-formed bytes become U+FFFD as the WHATWG Encoding Standard says, and a byte order mark stays.
 */
export class Utf8Streamer {
  readonly #decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
  #tail: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): string {
    const all = new Uint8Array(this.#tail.length + bytes.length);
    all.set(this.#tail);
    all.set(bytes, this.#tail.length);
    const whole = all.length - unfinishedLength(all);
    this.#tail = all.subarray(whole);
    return this.#decoder.decode(all.subarray(0, whole));
  }

  /** Ends the text: an unfinished character becomes U+FFFD. */
  flush(): string {
    const text = this.#decoder.decode(this.#tail);
    this.#tail = new Uint8Array(0);
    return text;
  }
}

/** How many bytes at the end are the start of a character that more bytes could finish. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let length = 1; length < LONGEST_CHARACTER && length <= bytes.length; length++) {
    const lead = bytes[bytes.length - length] ?? 0;
    if (isContinuation(lead)) continue;
    return length < characterLength(lead) && allowsSecond(lead, length > 1 ? bytes[bytes.length - length + 1] : undefined) ? length : 0;
  }
  return 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** Bytes of the character that `lead` starts; 1 where it starts none (RFC 3629). */
function characterLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 1;
}

/** Second bytes that would make an overlong form, a surrogate or a code point past U+10FFFF never finish (RFC 3629). */
function allowsSecond(lead: number, second: number | undefined): boolean {
  if (second === undefined) return true;
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second <= 0x9f;
  if (lead === 0xf0) return second >= 0x90;
  return lead === 0xf4 ? second <= 0x8f : true;
}
