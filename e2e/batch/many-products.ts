import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createLocalProvider, createModel3D } from "@model-3d/server";
import express from "express";
import { createShop } from "../../demo/server/create-shop.ts";
import { createSignIn } from "../../demo/server/sign-in.ts";
import { MENDED, PRODUCTS, WELCOME } from "./shelf.ts";

/** The demo with a larger shelf and a generator that takes less pains: one process that can be killed and started again on its data. */
const { PORT = "0", DATA_DIR = "", DATABASE_URL = "" } = process.env;
const LATE_PHOTO = fileURLToPath(new URL("../../demo/photos/armchair-back.jpg", import.meta.url));
const server = createServer();
await new Promise<void>((resolve) => server.listen(Number(PORT), "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const signIn = createSignIn();
const model3d = await createModel3D({
  database: DATABASE_URL,
  storage: { kind: "folder", directory: `${DATA_DIR}/files` },
  authenticate: signIn.authenticate,
  providers: [createLocalProvider({ gridSize: 32, textureSize: 256, thumbnailSize: 64, polycount: 5_000 })],
  derivatives: false,
  files: { allowedOrigins: [origin] },
});
signIn.onFirstVisit(async (userId) => {
  await model3d.credits.grant({ userId, amount: WELCOME, planType: "one_time", reason: "welcome", actor: "demo", once: true });
});
const app = express();
app.get("/shop/items", (request, response) => void response.json({ items: request.query.type === "collection" ? [] : PRODUCTS, nextCursor: null }));
app.get("/photos/late-back.jpg", (_request, response) => (existsSync(`${DATA_DIR}/${MENDED}`) ? response.sendFile(LATE_PHOTO) : response.status(404).end()));
app.use(createShop({ model3d, signIn, madeBy: "here" }));
server.on("request", app);
await model3d.start();
console.log(`model-3d is running: ${origin}`);
process.once("SIGINT", () => {
  server.close();
  void model3d.stop().then(() => process.exit(0));
});
