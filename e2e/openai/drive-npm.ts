import OpenAI, { APIError } from "openai";
import { ENDLESS, type Setting } from "./setting.ts";

type Scenario = (setting: Setting) => Promise<unknown>;

const clientOf = ({ base_url: baseURL, keys }: Setting, apiKey = keys.user, options: object = {}) =>
  new OpenAI({ baseURL, apiKey, maxRetries: 0, ...options });

const chatOf = ({ prompt, max_tokens }: Setting) => ({
  model: "default",
  max_tokens,
  messages: [{ role: "user" as const, content: prompt }],
});

/** What the client throws, as its users tell errors apart. */
async function thrown(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return "nothing";
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    const { constructor, status = null, code = null, param = null } = error;
    return [constructor.name, status, code, param];
  }
}

const chat: Scenario = async (setting) => {
  const { id, created, model, system_fingerprint, choices, usage } = await clientOf(setting).chat.completions.create(chatOf(setting));
  const [choice] = choices;
  return { id, created, model, system_fingerprint, text: choice?.message.content, finish_reason: choice?.finish_reason, usage };
};

const stream: Scenario = async (setting) => {
  const chunks = await clientOf(setting).chat.completions.create({
    ...chatOf(setting),
    stream: true,
    stream_options: { include_usage: true },
  });
  const told = { id: "", roles: [] as unknown[], text: "", finish_reasons: [] as unknown[], usages: [] as unknown[] };
  for await (const { id, choices, usage } of chunks) {
    told.id = id;
    if (usage) told.usages.push(usage);
    for (const { delta, finish_reason } of choices) {
      if (delta.role) told.roles.push(delta.role);
      told.text += delta.content ?? "";
      if (finish_reason) told.finish_reasons.push(finish_reason);
    }
  }
  return told;
};

const logprobs: Scenario = async (setting) => {
  const { choices } = await clientOf(setting).chat.completions.create({ ...chatOf(setting), logprobs: true, top_logprobs: 3 });
  const content = choices[0]?.logprobs?.content ?? [];
  return content.map(({ token, logprob, bytes, top_logprobs }) => ({
    token,
    logprob,
    bytes,
    top: top_logprobs.map((each) => [each.token, each.logprob]),
  }));
};

const completion: Scenario = async (setting) => {
  const { beginning: prompt, max_tokens } = setting;
  const { choices, usage } = await clientOf(setting).completions.create({ model: "default", prompt, max_tokens });
  return { text: choices[0]?.text, usage };
};

const scoring: Scenario = async (setting) => {
  const { beginning: prompt } = setting;
  const { choices, usage } = await clientOf(setting).completions.create({
    model: "default",
    prompt,
    echo: true,
    logprobs: 2,
    max_tokens: 0,
  });
  return { text: choices[0]?.text, ...choices[0]?.logprobs, usage };
};

const embeddings: Scenario = async (setting) => {
  const { embeddings: route } = clientOf(setting);
  const request = { model: "all-minilm-l6-v2", input: [setting.prompt, setting.beginning] };
  const usual = await route.create(request);
  const floats = await route.create({ ...request, encoding_format: "float" });
  return { usual: usual.data.map(({ embedding }) => embedding), floats: floats.data.map(({ embedding }) => embedding), usage: usual.usage };
};

const models: Scenario = async (setting) => {
  const { models: route } = clientOf(setting);
  const listed = [];
  for await (const { id } of route.list()) listed.push(id);
  return { listed, by_alias: (await route.retrieve("default")).id };
};

const errors: Scenario = async (setting) => {
  const ask = (more: object = {}, apiKey = setting.keys.user, options: object = {}) =>
    thrown(clientOf(setting, apiKey, options).chat.completions.create({ ...chatOf(setting), ...more }));
  return {
    wrong_key: await ask({}, setting.keys.wrong),
    no_scope: await ask({}, setting.keys.embedder),
    no_model: await ask({ model: "gpt-4" }),
    no_route: await thrown(clientOf(setting).files.list()),
    unknown_field: await ask({ temprature: 1 }),
    unsupported: await ask({ tools: [] }),
    too_long: await ask({ messages: [{ role: "user", content: "word ".repeat(2000) }] }),
    too_large: await ask({ messages: [{ role: "user", content: "word ".repeat(20_000) }] }),
    not_cached: await ask({ seed: setting.seed + 1, temperature: 1 }, undefined, { defaultHeaders: { "cache-control": "only-if-cached" } }),
    nobody_there: await ask({}, undefined, { baseURL: setting.nowhere }),
    too_slow: await ask({}, undefined, { timeout: 1 }),
  };
};

const unready: Scenario = (setting) => thrown(clientOf(setting).chat.completions.create(chatOf(setting)));

/** Uses a limit up, then asks with the client's usual retries. */
const retries: Scenario = async (setting) => {
  const { models: route } = clientOf(setting, setting.keys.limited);
  let refusal: unknown = "nothing";
  for (let asked = 0; refusal === "nothing" && asked < 100; asked++) refusal = await thrown(route.list());
  const again = await clientOf(setting, setting.keys.limited, { maxRetries: 2 }).models.list();
  return { refusal, listed: again.data.length };
};

const quota: Scenario = (setting) =>
  thrown(clientOf(setting, setting.keys.poor, { maxRetries: 2 }).completions.create({ model: "default", prompt: setting.beginning }));

/** Reads three chunks of a stream that would go on for long, and leaves. */
const leaving: Scenario = async (setting) => {
  const request = { ...chatOf(setting), ...ENDLESS, seed: setting.seed };
  const chunks = await clientOf(setting).chat.completions.create({ ...request, stream: true });
  let read = 0;
  for await (const _ of chunks) if (++read === 3) break;
  return read;
};

export const NPM_SCENARIOS: Readonly<Record<string, Scenario>> = {
  unready,
  chat,
  stream,
  logprobs,
  completion,
  scoring,
  embeddings,
  models,
  errors,
  retries,
  quota,
  leaving,
};
