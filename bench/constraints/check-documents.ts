import type { EffectiveGenerateRequest, Generation } from "@steadytext/core";
import type { GenerationHost, Runtime } from "@steadytext/llm";
import { Ajv2020 } from "ajv/dist/2020.js";
import { default as addFormats } from "ajv-formats";
import type { RealSchema } from "./real-schemas.ts";

/** What to generate: for each schema as many documents at temperature 0, by different prompts, and as many at 1, by different seeds. */
export interface Plan {
  readonly schemas: readonly RealSchema[];
  readonly documents: number;
  readonly maxTokens: number;
}

/** How the documents of one schema came out. */
export interface CheckedDocuments {
  readonly name: string;
  readonly generated: number;
  readonly valid: number;
  /** Those that were not, and why. */
  readonly faults: readonly string[];
}

const WISHES = [
  "a typical one",
  "a short one",
  "a strange one",
  "one from Paris",
  "one of last year",
  "the best",
  "the worst",
  "an old one",
];
const TOGETHER = 8;
/** ajv divides doubles: without a tolerance 10.12 would be no multiple of 0.01. */
const PRECISION = 9;

const HOST: GenerationHost = {
  cancelled: () => false,
  now: () => 0,
  deadlineMs: 1,
  yieldTask: () => new Promise((resolve) => setImmediate(resolve)),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
};

/** Generates documents of every schema, eight at a time, and has an independent validator judge each. */
export async function checkDocuments(runtime: Runtime, { schemas, documents, maxTokens }: Plan): Promise<CheckedDocuments[]> {
  const ajv = new Ajv2020({ strict: false, multipleOfPrecision: PRECISION });
  addFormats.default(ajv);
  const checked: CheckedDocuments[] = [];
  for (const { name, schema } of schemas) {
    const requests = requestsFor(name, schema, documents, maxTokens);
    const validate = ajv.compile(schema);
    const faults: string[] = [];
    for (let at = 0; at < requests.length; at += TOGETHER) {
      const texts = await Promise.all(requests.slice(at, at + TOGETHER).map((request) => textOf(runtime, request)));
      for (const text of texts) {
        const fault = faultOf(text, (value) => (validate(value) ? null : ajv.errorsText(validate.errors)));
        if (fault !== null) faults.push(`${fault}: ${text}`);
      }
    }
    checked.push({ name, generated: requests.length, valid: requests.length - faults.length, faults });
  }
  return checked;
}

function requestsFor(name: string, schema: object, documents: number, maxTokens: number): EffectiveGenerateRequest[] {
  const free = { presencePenalty: 0, frequencyPenalty: 0, logitBias: [], logprobs: null, echo: false, stop: [], maxTokens };
  const constraint = { schema: JSON.stringify(schema), separators: "compact" } as const;
  return [0, 1].flatMap((temperature) =>
    Array.from({ length: documents }, (_, seed) => ({
      ...free,
      prompt: {
        messages: [{ role: "user" as const, content: `Write JSON of a ${name.replaceAll("-", " ")}: ${WISHES[seed % WISHES.length]}.` }],
      },
      temperature,
      seed,
      topK: 40,
      topP: 0.95,
      minP: 0.05,
      constraint,
    })),
  );
}

async function textOf(runtime: Runtime, request: EffectiveGenerateRequest): Promise<string> {
  let whole: Generation | null = null;
  for await (const event of runtime.generate(request, HOST)) {
    if (event.type === "error") throw new Error(event.error.message);
    if (event.type === "done") whole = event.generation;
  }
  if (whole === null) throw new Error("The generation did not end");
  return whole.text;
}

function faultOf(text: string, judge: (value: unknown) => string | null): string | null {
  try {
    return judge(JSON.parse(text) as unknown);
  } catch (error) {
    return String(error);
  }
}
