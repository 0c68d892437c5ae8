/** A graph that is not the encoder it should be; the message is a sentence that says where it differs. */
export class UnsupportedGraph extends Error {
  override readonly name = "UnsupportedGraph";
}
