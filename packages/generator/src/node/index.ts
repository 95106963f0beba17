export { createGeneratorPool, GENERATOR_POOL_DEFAULTS, type GeneratorPool, type GeneratorPoolOptions } from "./create-generator-pool.ts";
export { generateInWorker, WORKER_DEFAULTS, type GenerateInWorkerOptions } from "./generate-in-worker.ts";
export { sharpCodec } from "./sharp-codec.ts";
