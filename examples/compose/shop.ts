import express from "express";
import { createModel3D } from "@model-3d/server";

const { DATABASE_URL, DIRECT_DATABASE_URL, PUBLIC_URL, S3_BUCKET = "", S3_REGION = "", S3_ENDPOINT, LINK_SECRET = "", ROLE, BATCHES_AT_ONCE = "2", PORT = "3000" } = process.env;

const model3d = await createModel3D({
  // Whoever the header names: put your log-in in its place.
  authenticate: (request) => (request.get("x-user") ? { userId: request.get("x-user") ?? "" } : null),
  database: DATABASE_URL,
  // Past the pooler, for the one connection of each process that hears events.
  directDatabaseUrl: DIRECT_DATABASE_URL,
  publicUrl: PUBLIC_URL,
  storage: { kind: "s3", bucket: S3_BUCKET, region: S3_REGION, endpoint: S3_ENDPOINT },
  linkSecrets: [LINK_SECRET],
  // Over all processes, which are all told the same.
  batches: { atOnce: Number(BATCHES_AT_ONCE) },
});

if (ROLE === "worker") await model3d.start();

const app = express();
// nginx, and nobody else: it is the only one that reaches this port.
app.set("trust proxy", 1);
let isStopping = false;
app.use((_request, response, next) => {
  // A connection that is kept would bring the next request here.
  if (isStopping) response.set("Connection", "close");
  next();
});
app.use("/api", model3d.router);
app.get("/", (_request, response) => void response.send("The shop"));
const server = app.listen(Number(PORT));

// Requests that are under way end, the shop's own too; streams come back elsewhere, and what a worker has begun and cannot end is handed back.
process.once("SIGTERM", async () => {
  isStopping = true;
  const closed = new Promise((resolve) => server.close(resolve));
  await model3d.stop();
  await closed;
  process.exit();
});
