import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The installed Chromium. Throws an Error that says how to install one. */
export function findChromium(path = process.env.PATH ?? "", exists = existsSync) {
  const folders = [...path.split(delimiter), "/usr/bin"].filter((folder) => folder !== "");
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...MAC_APPLICATIONS];
  const found = candidates.find((candidate) => exists(candidate));
  if (found !== undefined) return found;
  throw new Error(`no Chromium is installed (looked for ${NAMES.join(", ")}); on Debian and Ubuntu: apt-get install chromium`);
}
