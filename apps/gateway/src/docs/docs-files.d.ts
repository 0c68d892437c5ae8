/** A file that is compressed when the Worker is built. */
declare module "*.gz" {
  const bytes: ArrayBuffer;
  export default bytes;
}
