import { customType } from "drizzle-orm/sqlite-core";

/** A BLOB column. D1 answers BLOBs as arrays of numbers, other SQLite drivers as byte arrays: both become a Uint8Array. */
export const bytesColumn = customType<{ data: Uint8Array; driverData: Uint8Array | ArrayBuffer | number[] }>({
  dataType: () => "blob",
  toDriver: (bytes) => bytes,
  fromDriver: (stored) => (stored instanceof ArrayBuffer ? new Uint8Array(stored) : Uint8Array.from(stored)),
});
