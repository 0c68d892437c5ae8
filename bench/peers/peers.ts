import { startLlamaCppPeer } from "./llama-cpp/llama-cpp-peer.ts";
import { startOnnxRuntimePeer } from "./onnxruntime-web/onnxruntime-peer.ts";
import { startOnnxRuntimeNodePeer } from "./onnxruntime-node/onnxruntime-node-peer.ts";
import type { PeerStarter } from "./peer.ts";
import { startWllamaPeer } from "./wllama/wllama-peer.ts";

/** Everyone the bench compares with. */
export const PEERS: readonly PeerStarter[] = [
  { name: "llama.cpp", start: startLlamaCppPeer },
  { name: "wllama", start: startWllamaPeer },
  { name: "onnxruntime-web", start: startOnnxRuntimePeer },
  { name: "native onnxruntime", start: startOnnxRuntimeNodePeer },
];
