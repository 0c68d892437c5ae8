/** Web Crypto's key; its global type has another name in each runtime. */
type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const encoder = new TextEncoder();

/** The form in which a secret is stored: HMAC-SHA-256 under the pepper, 64 hexadecimal digits. Useless without the pepper, which is stored elsewhere. */
export async function hashSecret(pepper: string, secret: string): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await pepperKey(pepper), encoder.encode(secret));
  return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a stored hash is the secret's. The comparison is Web Crypto's own, whose time does not depend on the bytes. */
export async function verifySecret(pepper: string, secret: string, hash: string): Promise<boolean> {
  return crypto.subtle.verify("HMAC", await pepperKey(pepper), fromHex(hash), encoder.encode(secret));
}

// The imported key is held as a value: a shared promise could hang with the request that started it.
let held: { readonly pepper: string; readonly key: HmacKey } | undefined;

async function pepperKey(pepper: string): Promise<HmacKey> {
  if (held?.pepper === pepper) return held.key;
  const key = await crypto.subtle.importKey("raw", encoder.encode(pepper), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
  held = { pepper, key };
  return key;
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
