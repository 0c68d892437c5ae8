import type { KeyRecord } from "./key-record.ts";

/** Where key records are kept. */
export interface KeyStore {
  find(id: string): Promise<KeyRecord | null>;
}

/** Keys that come from the configuration. */
export function configuredKeys(records: readonly KeyRecord[]): KeyStore {
  const byId = new Map(records.map((record) => [record.id, record]));
  return { find: (id) => Promise.resolve(byId.get(id) ?? null) };
}
