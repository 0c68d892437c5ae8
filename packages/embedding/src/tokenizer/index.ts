export { TextTokenizer, truncateIds } from "./text-tokenizer.ts";
export { wordPieces } from "./word-piece.ts";
