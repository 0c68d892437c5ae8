import type { UnsupportedFields } from "../http/validate.ts";

/** What OpenAI's API and its extensions know and this service does not offer; `n` and its like may say the one value that it does. */
export const UNSUPPORTED: UnsupportedFields = {
  n: 1,
  best_of: 1,
  suffix: "",
  tools: undefined,
  tool_choice: undefined,
  parallel_tool_calls: undefined,
  functions: undefined,
  function_call: undefined,
  modalities: undefined,
  audio: undefined,
  prediction: undefined,
  reasoning_effort: undefined,
  verbosity: undefined,
  web_search_options: undefined,
  service_tier: undefined,
  store: false,
  prompt_cache_key: undefined,
  safety_identifier: undefined,
  guided_grammar: undefined,
  schema: undefined,
  regex: undefined,
  choices: undefined,
  use_beam_search: false,
  repetition_penalty: 1,
};
