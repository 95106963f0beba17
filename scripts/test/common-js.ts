/** The program of a host that is written in CommonJS, on Express 4. */
export const COMMON_JS = `
const express = require("express4");
const { createServer } = require("node:http");
const { createModel3D } = require("@model-3d/server");
const { toFetchHandler } = require("@model-3d/server/fetch");
(async () => {
  const model3d = await createModel3D({ authenticate: () => null, database: { folder: "database-cjs" }, storage: { kind: "folder", directory: "files-cjs" } });
  const server = createServer(express().use("/api", model3d.router)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const health = await (await fetch("http://127.0.0.1:" + server.address().port + "/api/health")).json();
  const handled = await toFetchHandler(model3d)(new Request("https://shop.example/api/health"));
  server.close();
  server.closeAllConnections();
  await model3d.stop();
  console.log(JSON.stringify({ health: health.success, handled: handled.status }));
})();
`;
