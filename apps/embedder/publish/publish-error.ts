/** A model that cannot be published; the message says why, for the person who publishes it. */
export class PublishError extends Error {
  override readonly name = "PublishError";
}
