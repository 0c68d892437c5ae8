/** The `data:` payloads of a server-sent event stream, in order, comments left out. */
export async function readEvents(response: Response): Promise<readonly string[]> {
  const text = await response.text();
  return text
    .split("\n\n")
    .flatMap((event) => event.split("\n").filter((line) => line.startsWith("data: ")))
    .map((line) => line.slice("data: ".length));
}
