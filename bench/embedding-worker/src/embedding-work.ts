/** Token ids of texts to embed, one after the other. */
export interface EmbeddingWork {
  readonly ids: readonly (readonly number[])[];
}

export interface EmbeddingTimes {
  readonly msPerText: number;
}
