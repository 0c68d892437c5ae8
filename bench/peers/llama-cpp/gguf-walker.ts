/** Bytes of a metadata value by its type number; strings (8) and arrays (9) carry their length. */
const VALUE_BYTES: Record<number, number> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const [UINT32, STRING, ARRAY] = [4, 8, 9];
const DEFAULT_ALIGNMENT = 32;

/** Steps through the header of a GGUF v3 file that is known to be sound. */
export class GgufWalker {
  position = 8;
  readonly #file: Buffer;

  constructor(file: Buffer) {
    this.#file = file;
  }

  skipMetadata(): { readonly tensorCount: number; readonly alignment: number } {
    const tensorCount = this.#u64();
    let alignment = DEFAULT_ALIGNMENT;
    for (let left = this.#u64(); left > 0; left--) {
      const key = this.#string();
      const type = this.#u32();
      if (key === "general.alignment" && type === UINT32) alignment = this.#file.readUInt32LE(this.position);
      this.#skipValue(type);
    }
    return { tensorCount, alignment };
  }

  /** Steps over one tensor's description; `typeAt` is where its type stands, with its offset behind. */
  tensor(): { readonly name: string; readonly elements: number; readonly typeAt: number } {
    const name = this.#string();
    let elements = 1;
    for (let left = this.#u32(); left > 0; left--) elements *= this.#u64();
    const typeAt = this.position;
    this.position += 12;
    return { name, elements, typeAt };
  }

  #skipValue(type: number): void {
    if (type === STRING) this.#string();
    else if (type === ARRAY) this.#skipArray();
    else this.position += VALUE_BYTES[type]!;
  }

  #skipArray(): void {
    const type = this.#u32();
    for (let left = this.#u64(); left > 0; left--) this.#skipValue(type);
  }

  #string(): string {
    const length = this.#u64();
    this.position += length;
    return this.#file.toString("utf8", this.position - length, this.position);
  }

  #u32(): number {
    this.position += 4;
    return this.#file.readUInt32LE(this.position - 4);
  }

  #u64(): number {
    this.position += 8;
    return Number(this.#file.readBigUInt64LE(this.position - 8));
  }
}
