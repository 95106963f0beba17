const NEEDED = [
  ["{ createServer }", "node:http"],
  ["{ readFile, readdir }", "node:fs/promises"],
  ["express", "express"],
  ["{ createModel3DClient }", "@model-3d/client"],
  ["{ createModel3D }", "@model-3d/server"],
] as const;

const BODY = `
const userId = "6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10";
const source = { sourceType: "product", sourceId: "1b4e28ba-2fa1-41d2-883f-0016d3cca427" };
const [data = "."] = process.argv.slice(2);

async function makeOne() {
  const model3d = await createModel3D({ authenticate: () => ({ userId }), database: { folder: data + "/database" }, storage: { kind: "folder", directory: data + "/files" } });
  await model3d.start();
  await model3d.credits.grant({ userId, amount: 100, planType: "one_time", reason: "welcome" });
  const server = createServer(express().use("/api", model3d.router)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const origin = "http://127.0.0.1:" + server.address().port;
  const client = createModel3DClient({ api: origin + "/api" });

  const imageUrls = {};
  for (const file of await readdir("photos")) {
    const view = file.replace(/\\..*$/, "");
    const photo = new Blob([await readFile("photos/" + file)], { type: "image/jpeg" });
    imageUrls[view] = (await client.uploadSourceImage(view, photo)).url;
  }
  const { taskId } = await client.generate({ imageUrls, ...source });
  const deadline = Date.now() + 150_000;
  let status = await client.generationStatus(taskId);
  while (["PENDING", "IN_PROGRESS"].includes(status.status) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    status = await client.generationStatus(taskId);
  }
  const { model } = await client.modelOf(source);
  const glb = new Uint8Array(await (await fetch(new URL(model?.model_urls.glb ?? "/missing", origin))).arrayBuffer());
  const { balance } = await client.credits();
  server.close();
  await model3d.stop();
  server.closeAllConnections();
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + new DataView(glb.buffer).getUint32(12, true))));
  return { status: status.status, error: status.task_error, magic: new TextDecoder().decode(glb.subarray(0, 4)), triangles: json.accessors[json.meshes[0].primitives[0].indices].count / 3, images: json.images.length, balance };
}

makeOne().then((made) => console.log(JSON.stringify(made)));
`;

/** A host's program that makes a model of the photos in `photos`, with its data in the folder that it is given; its last line says what came of it. */
export const hostProgram = (modules: "esm" | "cjs"): string => NEEDED.map(([what, from]) => (modules === "esm" ? `import ${what} from "${from}";` : `const ${what} = require("${from}");`)).join("\n") + BODY;
