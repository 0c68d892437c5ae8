import { Option, type Command } from "commander";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession } from "../session.ts";
import { parseCount } from "../settings/parse-option.ts";
import { activate, rollback } from "./models-activate.ts";
import { list } from "./models-list.ts";
import { verifyModel } from "./models-verify.ts";

type Push = typeof import("./models-push.ts").push;

/** `steadytext models`: what answers, and what is published. */
export function addModels(program: Command, surroundings: Surroundings): void {
  const models = program.command("models").description("published models");
  models
    .command("list")
    .description("models with their versions; without the scope admin those that the key may ask")
    .action(inSession(surroundings, list));
  addPush(models, surroundings);
  models
    .command("activate")
    .description("let a version answer")
    .argument("<name>", "the model")
    .argument("<version>", "the version, as `models list` shows it")
    .option("--default", "it also answers where a request names no model")
    .action(inSession(surroundings, activate));
  models
    .command("rollback")
    .description("let the version answer that did before")
    .argument("<name>", "the model")
    .action(inSession(surroundings, rollback));
  models
    .command("verify")
    .description("whether what is stored, what is loaded and, with --file, what you have are the same bytes")
    .argument("<name>", "the model")
    .argument("[version]", "the one that answers by default")
    .option("--file <file>", "compare with this file too")
    .action(inSession(surroundings, verifyModel));
}

function addPush(models: Command, surroundings: Surroundings): void {
  models
    .command("push")
    .description("publish a model's file; one that broke off goes on where it was")
    .argument("<file>", "a .gguf file, or an .onnx file with its --tokenizer")
    .option("--name <name>", "the file's name by default")
    .option("--tag <version>", "its version; the beginning of its SHA-256 by default")
    .addOption(new Option("--kind <kind>", "by the file's ending by default").choices(["generate", "embed"]))
    .option("--license <id>", "its licence, as SPDX names it", "unknown")
    .option("--sha256 <digest>", "send nothing unless the file has this SHA-256")
    .option("--activate", "let it answer at once")
    .option("--default", "with --activate: also where a request names no model")
    .option("--context-length <n>", "generate: tokens of prompt and answer together", parseCount)
    .option("--tokenizer <file>", "embed: its tokenizer.json")
    .addOption(new Option("--runtime <name>", "embed: what runs it").choices(["kernel-encoder", "onnxruntime-web"]))
    .option("--graph-output <name>", "embed: the graph's output that has the vectors")
    .addOption(new Option("--pooling <way>", "embed: how they become one").choices(["mean", "cls"]))
    .option("--dimension <n>", "embed: numbers of a vector", parseCount)
    .option("--max-tokens <n>", "embed: longest text", parseCount)
    .option("--query-prefix <text>", "embed: put before texts of the mode query")
    .option("--passage-prefix <text>", "embed: put before texts of the mode passage")
    .addHelpText(
      "after",
      "\nExample:\n  steadytext models push smollm2-135m-instruct-q4_1.gguf --name smollm2 --license Apache-2.0 --activate",
    )
    // Reading ONNX files takes a while to load.
    .action(inSession(surroundings, async (...given: Parameters<Push>) => (await import("./models-push.ts")).push(...given)));
}
