/** One token of one sequence in a forward step. */
export interface Row {
  readonly token: number;
  /** Zero-based place of the token in its sequence; keys and values of all earlier positions must be in the pages already, or be rows of this step. */
  readonly position: number;
  /** Page numbers of the sequence: position p lives in page `pageTable[p >> 6]`. */
  readonly pageTable: ArrayLike<number>;
  /** Whether this row's logits are computed (at most `MAX_LOGIT_ROWS` rows a step). */
  readonly wantLogits: boolean;
  /**
   * The tokens whose logits are read: bit `token & 31` of word `token >> 5`; absent where all are. Those of others are minus infinity, or what the
   * model gives, where a token near them or another row is read.
   */
  readonly allowed?: Uint32Array | undefined;
}
