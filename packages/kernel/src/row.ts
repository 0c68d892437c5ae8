/** One token of one sequence in a forward step. */
export interface Row {
  readonly token: number;
  /** Zero-based place of the token in its sequence; keys and values of all earlier positions must be in the pages already, or be rows of this step. */
  readonly position: number;
  /** Page numbers of the sequence: position p lives in page `pageTable[p >> 6]`. */
  readonly pageTable: ArrayLike<number>;
  /** Whether this row's logits are computed (at most `MAX_LOGIT_ROWS` rows a step). */
  readonly wantLogits: boolean;
}
