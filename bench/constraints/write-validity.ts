// Writes docs/constraint-validity.md: documents of real schemas, judged by an independent validator.
import { writeFileSync } from "node:fs";
import { loadModel } from "../accuracy/load-model.ts";
import { checkDocuments } from "./check-documents.ts";
import { realSchemas } from "./real-schemas.ts";
import { validityPage } from "./validity-page.ts";

const DOCUMENTS = 10;
const MAX_TOKENS = 120;

const schemas = realSchemas();
const runtime = await loadModel();
const checked = [];
for (const schema of schemas) {
  const [outcome] = await checkDocuments(runtime, { schemas: [schema], documents: DOCUMENTS, maxTokens: MAX_TOKENS });
  checked.push(outcome!);
  console.error(`${outcome!.name}: ${outcome!.valid} of ${outcome!.generated}`);
}
writeFileSync(new URL("../../docs/constraint-validity.md", import.meta.url), validityPage(checked, MAX_TOKENS));
console.log("wrote docs/constraint-validity.md");
