import type { Measurement } from "../figures/rounds.ts";
import type { EdgeWorker } from "./edge-worker.ts";

const STEPS = 96;
const PROMPT = { prompt: "Describe a person with name, email and address.", isChat: true, steps: STEPS };

const text = { type: "string" };
const count = { type: "integer", minimum: 0, maximum: 100 };

/** Mostly the model's own words. */
const PERSON = closed({
  name: text,
  age: { type: "integer" },
  email: { type: "string", format: "email" },
  biography: { type: "string", minLength: 120, maxLength: 200 },
});

/** Mostly property names. */
const READINGS = closed({
  temperature_in_degrees_celsius: count,
  relative_humidity_in_percent: count,
  is_currently_operational: { type: "boolean" },
  requires_maintenance_soon: { type: "boolean" },
  sensor_identification_number: count,
  measurement_interval_in_seconds: count,
});

/** A generation that is free, and two that are held to a schema, in milliseconds a token behind the first. */
export function constraintMeasurement(edge: EdgeWorker): Measurement {
  return async () => {
    const free = await edge.generation(PROMPT);
    const constrained = async (schema: object) => {
      const { wholeMs, tokens } = await edge.generation({ ...PROMPT, schema });
      // Tokens before the first choice are there before the prompt is computed, which takes either the same time.
      return (wholeMs - free.firstTokenMs) / (tokens - 1);
    };
    return {
      "edge unconstrained": free.decodeMsPerToken,
      "edge constrained": await constrained(PERSON),
      "edge constrained, fixed text": await constrained(READINGS),
    };
  };
}

function closed(properties: Readonly<Record<string, object>>): object {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
