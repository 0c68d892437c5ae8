/** What the client Worker answers. */
export interface FirstToken {
  readonly firstTokenMs: number;
}
