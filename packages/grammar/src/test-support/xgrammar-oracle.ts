import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import vm from "node:vm";
import type * as XGrammar from "@mlc-ai/web-xgrammar";
import type { JsonValue } from "../schema/json-value.ts";

type Library = typeof XGrammar.default;
type Factory = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

/** Another engine's verdict on texts: whether each is a document of `schema`, compact, with no further properties. */
export async function createOracle(): Promise<(schema: JsonValue, texts: readonly string[]) => Promise<boolean[]>> {
  const library = load();
  return async (schema, texts) => {
    const grammar = await library.Grammar.fromJSONSchema(JSON.stringify(schema), false, -1, [",", ":"], true);
    const verdicts: boolean[] = [];
    for (const text of texts) verdicts.push(await library.Testings.isGrammarAcceptString(grammar, text));
    grammar.dispose();
    return verdicts;
  };
}

/** The package calls itself a module but holds a script, which Node's loader refuses: run as the script it is. */
function load(): Library {
  const require = createRequire(import.meta.url);
  const file = require.resolve("@mlc-ai/web-xgrammar");
  const wrapper = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`;
  const script = new vm.Script(wrapper, { filename: file, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  const module: { exports: { default?: Library } } = { exports: {} };
  (script.runInThisContext() as Factory)(module.exports, require, module, file, import.meta.dirname);
  return module.exports.default ?? (module.exports as Library);
}
