export interface WordPieceOptions {
  /** Marks a piece that continues a word, e.g. "##". */
  readonly prefix: string;
  /** Stands for a word that cannot be cut into pieces. */
  readonly unknown: string;
  /** Code points past which a word is unknown. */
  readonly maxWordLength: number;
}

/**
 * WordPiece: from the left, always the longest piece that the vocabulary has (Wu et al. 2016, section 4.1). Nothing longer than the
 * longest entry is looked up: trying every end, a text of long rare words would hold the isolate for seconds.
 */
export function wordPieces(vocabulary: ReadonlyMap<string, unknown>, { prefix, unknown, maxWordLength }: WordPieceOptions) {
  let longest = 0;
  for (const entry of vocabulary.keys()) longest = Math.max(longest, entry.length);

  function piecesOf(word: string): readonly string[] {
    const borders = codePointBorders(word);
    const length = borders.length - 1;
    if (length > maxWordLength) return [unknown];
    const pieces: string[] = [];
    for (let start = 0; start < length;) {
      let end = Math.min(length, start + longest);
      let piece = "";
      for (; end > start; end--) {
        piece = (start > 0 ? prefix : "") + word.slice(borders[start], borders[end]);
        if (vocabulary.has(piece)) break;
      }
      if (end === start) return [unknown];
      pieces.push(piece);
      start = end;
    }
    return pieces;
  }

  return (words: readonly string[]): string[] => words.flatMap(piecesOf);
}

/** Where each code point starts, in UTF-16 units, and where the last one ends. */
function codePointBorders(word: string): number[] {
  const borders = [0];
  for (const character of word) borders.push(borders.at(-1)! + character.length);
  return borders;
}
