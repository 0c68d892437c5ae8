import { SetupError } from "./setup-error.mjs";

/**
 * Refuses options that npm took for its own, as it does with all that stand before a lone `--`: the command would run without them.
 * @param {string} command such as "npm start"
 * @param {string[]} options as the help shows them, such as "--model-file FILE"
 */
export function refuseSwallowedOptions(command, options, env = process.env) {
  const variable = (option) => `npm_config_${option.split(" ")[0].slice(2).replaceAll("-", "_")}`;
  const given = options.filter((option) => env[variable(option)]);
  if (given.length === 0) return;
  throw new SetupError(
    `npm kept ${given.map((option) => option.split(" ")[0]).join(" and ")} for itself; nothing was done.`,
    `Put a lone -- before the options: ${command} -- ${given.join(" ")}`,
  );
}
