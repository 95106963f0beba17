// A host's server or its worker, as the environment says, in a process of its own.
import { createServer } from "node:http";
import { createMeshyProvider, createModel3D, type Model3DOptions } from "@model-3d/server";
import express from "express";
import { pino } from "pino";
import type { HostSettings } from "./host-process.ts";

const { HOST_SETTINGS = "", PORT = "0", ROLE = "server", LOG_LEVEL = "error" } = process.env;
const { databaseUrl, storageDirectory, simulatorUrl, simulatorKey, webhookSecret, options, service } = JSON.parse(HOST_SETTINGS) as HostSettings;
const READ_TIMEOUT_MS = 3_000;

const given: Model3DOptions = {
  ...options,
  database: databaseUrl,
  storage: { kind: "folder", directory: storageDirectory },
  authenticate: (request) => (request.get("x-user") ? { userId: request.get("x-user") ?? "" } : null),
  providers: [createMeshyProvider({ apiKey: simulatorKey, baseUrl: simulatorUrl, webhookSecrets: [webhookSecret], ...service, readTimeoutMs: READ_TIMEOUT_MS })],
  logger: pino({ level: LOG_LEVEL }, pino.destination(2)),
};
const model3d = await createModel3D(given);

if (ROLE === "worker") {
  await model3d.start();
} else {
  const app = express();
  app.use("/api", model3d.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(Number(PORT), "127.0.0.1", resolve));
}
console.log("ready");
// Nobody is left to end it when whoever started it has died.
process.stdin.on("end", () => process.exit(1)).resume();
process.on("message", () => {
  globalThis.gc?.();
  process.send?.(process.memoryUsage().heapUsed);
});
process.on("SIGTERM", () => void model3d.stop().then(() => process.exit(0)));
