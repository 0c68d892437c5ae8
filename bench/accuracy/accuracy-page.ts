import type { PeerVersion } from "../peers/llama-cpp/llama-cpp.ts";
import type { Distance, TextAccuracy } from "./compare-accuracy.ts";

export interface AccuracyFindings {
  readonly peer: PeerVersion;
  /** Reference strings, and how many of them have the same ids. */
  readonly strings: number;
  readonly equalStrings: number;
  readonly texts: readonly TextAccuracy[];
}

/** docs/accuracy.md. */
export function accuracyPage({ peer, strings, equalStrings, texts }: AccuracyFindings): string {
  return `# Accuracy

Does the engine compute what llama.cpp computes? This page is written by \`node bench/accuracy/write-accuracy.ts\` from the references in
\`bench/fixtures/llama-cpp/\`; \`bench/accuracy/accuracy.test.ts\` holds its limits. The references come from native llama.cpp ${peer.llamaCpp}
(node-llama-cpp ${peer.nodeLlamaCpp}, CPU build ${peer.cpuBuild}, one thread) on the same file, SmolLM2-135M-Instruct in Q4_1:
\`node bench/peers/llama-cpp/run.ts --compare\` asks llama.cpp again, \`--write-references\` writes them anew.

## Tokenizer

${equalStrings} of ${strings} strings have llama.cpp's ids, with special tokens taken as text and with special tokens parsed: every lead and
continuation byte, control characters and NUL, white-space runs, contractions, digits and fractions of other scripts, emoji, CJK, Arabic, Hindi,
combining marks, code, and special tokens written out. A byte that the vocabulary has no token for gives none, as in llama.cpp.

## Log-probabilities

Teacher-forced: each token is predicted from the text's own tokens before it; the loss is the negative log-likelihood. There are two
references, because 8-bit activations are noise of their own: *as it runs* is llama.cpp on the file, whose dots round activations to 8 bits
as the engine's do; *full precision* is llama.cpp on the same weights written out in F32. The last table is llama.cpp against itself, and so
says how near one can be expected to come. Limits: the mean loss within 0.5 % of llama.cpp's as it runs on each text; the same top token as in
full precision in at least 95 % of each text's places, and as llama.cpp as it runs in at least 95 % of all; an rms of at most 1.25 times
llama.cpp's own.

**The engine against llama.cpp as it runs**

${table(texts, (text) => text.fromQuantized)}

**The engine against llama.cpp in full precision**

${table(texts, (text) => text.fromFullPrecision)}

**llama.cpp as it runs against llama.cpp in full precision**

${table(texts, (text) => text.peerFromFullPrecision)}

Two evaluations that round activations differ by the noise of both. With this version, llama.cpp agreed with itself in 94 to 98 % of one
text's places when only flash attention was switched, its keys and values were kept in 8 bits, or tokens were evaluated one by one; the two
best tokens of a place that changed were rarely more than 0.2 nats apart. The engine keeps keys and values in 8 bits, llama.cpp in 16.
`;
}

function table(texts: readonly TextAccuracy[], of: (text: TextAccuracy) => Distance): string {
  const lines = texts.map((text) => {
    const { change, top1Agreement, rmsPerToken } = of(text);
    return `| ${text.name} | ${text.places} | ${signed(100 * change)} % | ${(100 * top1Agreement).toFixed(1)} % | ${rmsPerToken.toFixed(3)} |`;
  });
  return ["| text | places | mean loss | same top token | rms per token (nats) |", "| --- | ---: | ---: | ---: | ---: |", ...lines].join(
    "\n",
  );
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
