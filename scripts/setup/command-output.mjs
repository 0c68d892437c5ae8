/** Text without a terminal's colour codes. */
export function withoutColours(text) {
  // oxlint-disable-next-line no-control-regex -- colour codes begin with the escape character
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "");
}

/** The last lines of a command's output, indented, for an error message. */
export function lastLines(output, count = 15) {
  const lines = withoutColours(output)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines
    .slice(-count)
    .map((line) => `    ${line}`)
    .join("\n");
}
