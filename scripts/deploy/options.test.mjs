import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDeployOptions } from "./options.mjs";

test("options of a deployment are read", () => {
  assert.deepEqual(parseDeployOptions(["--env", "staging", "--dry-run"]), {
    environment: "staging",
    url: undefined,
    dryRun: true,
    rollback: false,
    help: false,
  });
  assert.deepEqual(parseDeployOptions(["--help"]), { help: true });
});

test("no environment, an unknown one, options that exclude each other and no address are refused with the usage", () => {
  const refused = [
    [[], /--env is missing/],
    [["--env", "prod"], /no environment prod/],
    [["--env", "staging", "--dry-run", "--rollback"], /cannot be together/],
    [["--env", "staging", "--url", "api.example.com"], /not an address/],
    [["--evn", "staging"], /'--evn'/],
  ];
  for (const [argv, message] of refused)
    assert.throws(
      () => parseDeployOptions(argv),
      (error) => message.test(error.message) && /Usage: npm run deploy/.test(error.advice),
      argv.join(" "),
    );
});
