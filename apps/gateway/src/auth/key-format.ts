import { randomBase62, toBase62 } from "./base62.ts";
import { crc32 } from "./crc32.ts";

/** What a key is for; it shows in the key itself, so that a live key in a test set-up stands out. */
export type KeyEnvironment = "live" | "test";

/** The parts of a key. The id is public; the secret is all that proves its holder. */
export interface KeyParts {
  readonly env: KeyEnvironment;
  readonly id: string;
  readonly secret: string;
}

const KEY = /^(st_(live|test)_([0-9A-Za-z]{12})_([0-9A-Za-z]{32}))([0-9A-Za-z]{6})$/;

/** 62^6 > 2^32: six characters hold any CRC-32. */
const CHECKSUM_LENGTH = 6;

/** `st_<env>_<id>_<secret><crc>`: the checksum lets a typing error or a made-up key be refused before anything is looked up. */
export function formatKey({ env, id, secret }: KeyParts): string {
  const body = `st_${env}_${id}_${secret}`;
  return body + checksum(body);
}

/** The parts of a well-formed key, or null: wrong shape, or a checksum that does not match. */
export function parseKey(key: string): KeyParts | null {
  const [, body, env, id, secret, sum] = KEY.exec(key) ?? [];
  if (body === undefined || id === undefined || secret === undefined || sum !== checksum(body)) return null;
  return { env: env === "live" ? "live" : "test", id, secret };
}

/** A new key: 71 bits of id, 190 bits of secret. */
export function randomKey(env: KeyEnvironment): KeyParts {
  return { env, id: randomBase62(12), secret: randomBase62(32) };
}

function checksum(body: string): string {
  return toBase62(crc32(body), CHECKSUM_LENGTH);
}
