// One process of the storm: a host's server or its worker, as the environment says.
import { createServer } from "node:http";
import { createMeshyProvider, createModel3D } from "@model-3d/server";
import express from "express";
import { pino } from "pino";
import { STORM_TASKS } from "./storm-settings.ts";

const { DATABASE_URL = "", STORAGE_DIRECTORY = "", SIMULATOR_URL = "", SIMULATOR_KEY = "", WEBHOOK_SECRET = "", PORT = "0", ROLE = "server", LOG_LEVEL = "error" } = process.env;

const model3d = await createModel3D({
  database: DATABASE_URL,
  storage: { kind: "folder", directory: STORAGE_DIRECTORY },
  authenticate: (request) => (request.get("x-user") ? { userId: request.get("x-user") ?? "" } : null),
  providers: [createMeshyProvider({ apiKey: SIMULATOR_KEY, baseUrl: SIMULATOR_URL, webhookSecrets: [WEBHOOK_SECRET], limits: { requestsPerSecond: 100, openTasks: 10 }, readTimeoutMs: 3_000 })],
  tasks: STORM_TASKS,
  // Many users come from one address, and ask much faster than people.
  rateLimits: false,
  generation: { deadlineMs: 20_000, concurrency: 1 },
  logger: pino({ level: LOG_LEVEL }, pino.destination(2)),
});

if (ROLE === "worker") {
  await model3d.start();
} else {
  const app = express();
  app.use("/api", model3d.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(Number(PORT), "127.0.0.1", resolve));
}
console.log("ready");
// Nobody is left to end it when the storm itself has died.
process.stdin.on("end", () => process.exit(1)).resume();
process.on("SIGTERM", () => void model3d.stop().then(() => process.exit(0)));
