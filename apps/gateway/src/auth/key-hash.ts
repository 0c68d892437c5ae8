/** Web Crypto's key; its global type has another name in each runtime. */
type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const encoder = new TextEncoder();

/** The form in which a secret is stored: HMAC-SHA-256 under the pepper, 64 hexadecimal digits. Useless without the pepper, which is stored elsewhere. */
export async function hashSecret(pepper: string, secret: string): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await pepperKey(pepper), encoder.encode(secret));
  return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The imported key is held as a value: a shared promise could hang with the request that started it.
let held: { readonly pepper: string; readonly key: HmacKey } | undefined;

async function pepperKey(pepper: string): Promise<HmacKey> {
  if (held?.pepper === pepper) return held.key;
  const key = await crypto.subtle.importKey("raw", encoder.encode(pepper), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  held = { pepper, key };
  return key;
}
