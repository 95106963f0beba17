import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENDPOINTS } from "../src/router.ts";
import { discPhoto, photoForm, uploadPhotos } from "./photos.ts";
import { hearReads } from "./hear-reads.ts";
import { startTestHost, until, type Answer, type TestHost } from "./start-test-host.ts";
import { openTestConnection, type TestConnection } from "./test-connection.ts";

/** What a route can be asked for by an id, of somebody's things or of none. */
interface Things {
  modelId: string;
  sourceId: string;
  taskId: string;
  imageId: string;
  fileUrl: string;
  imageUrl: string;
  exportId: string;
  archiveId: string;
  batchId: string;
}
type Ask = (things: Things, user: string) => Promise<Answer>;

let connection: TestConnection;
let host: TestHost;
let owner: string;
let stranger: string;
let theirs: Things;
let missing: Things;

const get = (path: string, user: string) => host.call("GET", `/api${path}`, { user });
const generate = async (imageUrls: object, user: string) => host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID() } });
/** The answer of a list names what was asked for; what is compared is all the rest. */
const without = (answer: Answer, id: string): Answer => ({ ...answer, body: JSON.parse(JSON.stringify(answer.body).replaceAll(id, "id")) });

const cursorOf = (...parts: string[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");
const SOME_SOURCE = randomUUID();
/** A moment after every row, in microseconds. */
const LATE_US = "9000000000000000";

/** Every endpoint, with what a stranger can ask it for; those that take no id of anything say so. */
const BY_ID: Record<string, Record<string, Ask> | "takes no id"> = {
  "post /generate-3d-model": { photo: async ({ imageUrl }, user) => generate({ ...(await uploadPhotos(host, user)), front: imageUrl }, user) },
  "get /generate-3d-model": { task: ({ taskId }, user) => get(`/generate-3d-model?taskId=${taskId}`, user) },
  "get /product-3d-models": {
    source: async ({ sourceId }, user) => without(await get(`/product-3d-models?sourceType=product&sourceId=${sourceId}`, user), sourceId),
    versions: async ({ sourceId }, user) => without(await get(`/product-3d-models?sourceType=product&sourceId=${sourceId}&includeAll=true`, user), sourceId),
    sources: async ({ sourceId }, user) => without(await get(`/product-3d-models?sourceType=product&sourceIds=${sourceId}`, user), sourceId),
    models: async ({ modelId }, user) => without(await get(`/product-3d-models?modelIds=${modelId}`, user), modelId),
    page: (_things, user) => get("/product-3d-models?limit=100", user),
    cursor: ({ modelId }, user) => get(`/product-3d-models?cursor=${cursorOf(LATE_US, modelId)}`, user),
  },
  "patch /product-3d-models": {
    model: ({ modelId }, user) => host.call("PATCH", "/api/product-3d-models", { user, json: { modelId, action: "set_active" } }),
    size: ({ modelId }, user) => host.call("PATCH", "/api/product-3d-models", { user, json: { modelId, action: "set_size", size: { axis: "height", value: 1, unit: "m" } } }),
  },
  "post /generation-batches": { photo: ({ imageUrl }, user) => host.call("POST", "/api/generation-batches", { user, json: { items: [{ imageUrls: { front: imageUrl, back: imageUrl }, sourceType: "product", sourceId: SOME_SOURCE }] } }) },
  "post /generation-batches/estimate": {
    photo: ({ imageUrl }, user) => host.call("POST", "/api/generation-batches/estimate", { user, json: { items: [{ imageUrls: { front: imageUrl, back: imageUrl }, sourceType: "product", sourceId: SOME_SOURCE }] } }),
    source: async ({ sourceId }, user) => without(await host.call("POST", "/api/generation-batches/estimate", { user, json: { items: [{ imageUrls: {}, sourceType: "product", sourceId }] } }), sourceId),
  },
  "get /generation-batches": { page: (_things, user) => get("/generation-batches?limit=50", user), cursor: ({ batchId }, user) => get(`/generation-batches?cursor=${cursorOf(LATE_US, batchId)}`, user) },
  "get /generation-batches/:batchId": { batch: ({ batchId }, user) => get(`/generation-batches/${batchId}`, user) },
  "patch /generation-batches/:batchId": { batch: ({ batchId }, user) => host.call("PATCH", `/api/generation-batches/${batchId}`, { user, json: { action: "pause" } }) },
  "delete /generation-batches/:batchId": { batch: ({ batchId }, user) => host.call("DELETE", `/api/generation-batches/${batchId}`, { user }) },
  "get /generation-batches/:batchId/archive": { batch: ({ batchId }, user) => get(`/generation-batches/${batchId}/archive`, user) },
  "get /model-archive": { model: ({ modelId }, user) => get(`/model-archive?modelIds=${modelId}`, user) },
  "post /model-archive": { model: ({ modelId }, user) => host.call("POST", "/api/model-archive", { user, json: { modelIds: [modelId] } }) },
  "post /model-archives": {
    batch: ({ batchId }, user) => host.call("POST", "/api/model-archives", { user, json: { batchId } }),
    model: ({ modelId }, user) => host.call("POST", "/api/model-archives", { user, json: { modelIds: [modelId] } }),
  },
  "get /model-archives/:archiveId": { archive: ({ archiveId }, user) => get(`/model-archives/${archiveId}`, user) },
  "get /model-archives/:archiveId/file": { archive: ({ archiveId }, user) => get(`/model-archives/${archiveId}/file`, user) },
  "post /convert-to-cad": { model: ({ modelId }, user) => host.call("POST", "/api/convert-to-cad", { user, json: { modelId, format: "stl" } }) },
  "get /convert-to-cad": { export: ({ exportId }, user) => get(`/convert-to-cad?exportId=${exportId}`, user) },
  "get /export-formats": { model: ({ modelId }, user) => get(`/export-formats?modelId=${modelId}`, user) },
  "delete /product-3d-models": { model: ({ modelId }, user) => host.call("DELETE", `/api/product-3d-models?modelId=${modelId}`, { user }) },
  "post /source-images": "takes no id",
  "get /source-images/:imageId": { photo: ({ imageId }, user) => get(`/source-images/${imageId}`, user) },
  "get /model-files/:modelId/:name": { model: ({ modelId }, user) => get(`/model-files/${modelId}/model.glb`, user), thumbnail: ({ modelId }, user) => get(`/model-files/${modelId}/thumbnail.png`, user) },
  "get /proxy-3d-model": { file: ({ fileUrl }, user) => get(`/proxy-3d-model?url=${encodeURIComponent(fileUrl)}`, user) },
  "get /credits": "takes no id",
  "get /credits/ledger": { page: (_things, user) => get("/credits/ledger?limit=100", user) },
  "get /model-events": "takes no id",
  "post /webhooks/:provider": "takes no id",
  "get /webhooks/:provider": "takes no id",
  "get /admin/overview": "takes no id",
  "get /admin/generations": { source: ({ sourceId }, user) => get(`/admin/generations?sourceId=${sourceId}`, user) },
  "get /admin/generations/:modelId": { model: ({ modelId }, user) => get(`/admin/generations/${modelId}`, user) },
  "post /admin/generations/:modelId": { model: ({ modelId }, user) => host.call("POST", `/api/admin/generations/${modelId}`, { user, json: { action: "give_up", reason: "a test" } }) },
  "post /admin/generations/:modelId/refund": { model: ({ modelId }, user) => host.call("POST", `/api/admin/generations/${modelId}/refund`, { user, json: { reason: "a test" } }) },
  "get /admin/batches": "takes no id",
  "get /admin/batches/:batchId": { batch: ({ batchId }, user) => get(`/admin/batches/${batchId}`, user) },
  "post /admin/batches/:batchId": { batch: ({ batchId }, user) => host.call("POST", `/api/admin/batches/${batchId}`, { user, json: { action: "cancel", reason: "a test" } }) },
  "get /admin/archives": "takes no id",
  "post /admin/archives/:archiveId": { archive: ({ archiveId }, user) => host.call("POST", `/api/admin/archives/${archiveId}`, { user, json: { action: "delete", reason: "a test" } }) },
  "post /admin/webhooks/:deliveryId/replay": { delivery: ({ taskId }, user) => host.call("POST", `/api/admin/webhooks/${taskId}/replay`, { user, json: { reason: "a test" } }) },
  "post /admin/ledger/corrections": "takes no id",
  "get /admin/actions": "takes no id",
  "get /admin/webhooks": "takes no id",
  "get /admin/ledger": { model: ({ modelId }, user) => get(`/admin/ledger?reference=${modelId}`, user) },
  "get /admin/storage": "takes no id",
  "get /admin/files": "takes no id",
  "get /admin/usage": "takes no id",
  "get /health": "takes no id",
  "get /metrics": "takes no id",
  "post /viewer-reports": "takes no id",
  "get /openapi.json": "takes no id",
};
const ASKS = Object.entries(BY_ID).flatMap(([endpoint, asks]) => (asks === "takes no id" ? [] : Object.entries(asks).map(([what, ask]) => [endpoint, what, ask] as const)));
/** Routes that answer a list or an entry: what is not there is an empty one, and no error. */
const LISTS = ["get /product-3d-models", "get /credits/ledger", "get /generation-batches", "post /generation-batches/estimate"];

beforeAll(async () => {
  connection = await openTestConnection("postgres");
  host = await startTestHost({ database: connection.database, authorizeOperator: (request) => (request.get("x-operator") ? { operatorId: "ann" } : null) });
  host.provider.always = (run) => run.succeed();
  [owner, stranger] = [await host.user(), await host.user()];
  const sourceId = randomUUID();
  const imageUrls = await uploadPhotos(host, owner);
  const { body } = await host.call("POST", "/api/generate-3d-model", { user: owner, json: { imageUrls, sourceType: "product", sourceId } });
  const model = await until("the model is there", async () => (await get(`/product-3d-models?sourceType=product&sourceId=${sourceId}`, owner)).body.model);
  const image = await host.call("POST", "/api/source-images", { user: owner, body: photoForm("side", await discPhoto()) });
  const { body: made } = await host.call("POST", "/api/convert-to-cad", { user: owner, json: { modelId: model.id, format: "stl" } });
  const { body: archive } = await host.call("POST", "/api/model-archives", { user: owner, json: { modelIds: [model.id] } });
  const { body: batch } = await host.call("POST", "/api/generation-batches", { user: owner, json: { items: [{ imageUrls, sourceType: "product", sourceId: randomUUID() }] } });
  await host.call("PATCH", `/api/generation-batches/${batch.batch.id}`, { user: owner, json: { action: "pause" } });
  const bare = (url: string) => url.split("?")[0] ?? "";
  theirs = { modelId: model.id, sourceId, taskId: body.taskId, imageId: bare(image.body.url).split("/").at(-1) ?? "", imageUrl: bare(image.body.url), fileUrl: `https://files.example/${model.id}/model.glb`, exportId: made.exportId, batchId: batch.batch.id, archiveId: archive.archive.id };
  const none = randomUUID();
  missing = { modelId: none, sourceId: none, taskId: randomUUID(), imageId: none, imageUrl: `/api/source-images/${none}`, fileUrl: `https://files.example/${none}/model.glb`, exportId: none, batchId: none, archiveId: none };
});
afterAll(async () => {
  await host.stop();
  await connection.close();
});

describe("rows of others", () => {
  it("every endpoint of the router is looked at here", () => {
    expect(Object.keys(BY_ID).sort()).toEqual(ENDPOINTS.map(({ method, path }) => `${method} ${path}`).sort());
    for (const [endpoint, asks] of Object.entries(BY_ID)) if (asks === "takes no id") expect(endpoint, endpoint).not.toMatch(/:(?!provider)/);
  });

  it.each(ASKS)("%s, asked for another user's %s, answers as for one that does not exist", async (endpoint, _what, ask) => {
    const [other, none] = [await ask(theirs, stranger), await ask(missing, stranger)];
    expect([other.status, other.body]).toEqual([none.status, none.body]);
    if (LISTS.includes(endpoint)) expect([other.status, JSON.stringify(other.body).includes(theirs.modelId)]).toEqual([200, false]);
    else expect(["get /model-archive", "post /model-archive", "post /model-archives"].includes(endpoint) ? [404, 409] : [404, 400]).toContain(other.status);
    expect(JSON.stringify(other.body)).not.toContain(owner);
  });

  it.each(ASKS)("%s, asked for another user's %s, asks the database the same as for one that does not exist, so that both take about the same time", async (endpoint, _what, ask) => {
    // A statement is prepared under a name of its own, whichever connection it comes by.
    const sent = async (ids: typeof theirs) => (await hearReads(() => ask(ids, stranger))).messages.flatMap((text) => [...text.matchAll(/execute (m3d_[0-9a-f]+)_/g)].map(([, name]) => name));
    const asked = await sent(theirs);
    expect(asked).toEqual(await sent(missing));
    if (endpoint.startsWith("get ")) expect(asked.length > 0, "what is for operators is not even looked for").toBe(!endpoint.startsWith("get /admin/"));
  });

  it("the owner still has everything, and finds it by the same questions", async () => {
    for (const [endpoint, what] of [["get /generate-3d-model", "task"], ["get /product-3d-models", "source"], ["get /source-images/:imageId", "photo"], ["get /model-files/:modelId/:name", "model"], ["patch /product-3d-models", "model"], ["get /convert-to-cad", "export"], ["get /export-formats", "model"]] as const) {
      const asks = BY_ID[endpoint];
      const answer = asks === undefined || asks === "takes no id" ? undefined : await asks[what]?.(theirs, owner);
      expect([200, 202], endpoint).toContain(answer?.status);
    }
    expect((await get("/product-3d-models", owner)).body.models).toHaveLength(1);
    expect((await get("/product-3d-models", stranger)).body.models).toEqual([]);
    expect((await get("/credits", stranger)).body).toMatchObject({ balance: 100 });
    expect((await get("/credits/ledger", stranger)).body.entries).toHaveLength(1);
  });

  it("two users with models of the same source never disturb each other", async () => {
    const answer = await host.call("POST", "/api/generate-3d-model", { user: stranger, json: { imageUrls: await uploadPhotos(host, stranger), sourceType: "product", sourceId: theirs.sourceId } });
    expect([answer.status, answer.body.version]).toEqual([200, 1]);
    const mine = await until("the model is there", async () => (await get(`/product-3d-models?sourceType=product&sourceId=${theirs.sourceId}`, stranger)).body.model);
    expect((await get(`/product-3d-models?sourceType=product&sourceId=${theirs.sourceId}`, owner)).body.model.id).toBe(theirs.modelId);
    expect(mine.id).not.toBe(theirs.modelId);
  });

  it("no identity: every endpoint for users is 401, whatever it is asked for", async () => {
    for (const { method, path, who } of ENDPOINTS) {
      if (who !== "user") continue;
      const json = method === "post" || method === "patch" ? { json: {} } : {};
      expect((await host.call(method.toUpperCase(), `/api${path}?modelId=${theirs.modelId}&taskId=${theirs.taskId}`, json)).body.code, `${method} ${path}`).toBe("unauthorized");
    }
    for (const path of [`/model-files/${theirs.modelId}/model.glb`, `/source-images/${theirs.imageId}`, `/proxy-3d-model?url=${encodeURIComponent(theirs.fileUrl)}`]) {
      expect((await host.call("GET", `/api${path}`)).body.code, path).toBe("unauthorized");
    }
  });
});

describe("malformed ids", () => {
  const IDS = ["x", "0", "-1", "null", "undefined", "%20", "%00", "%0a", "'", "' or 1=1 --", "%27%3B%20select%201--", "00000000-0000-0000-0000-00000000000", `${randomUUID()}0`, `${randomUUID()}%00`, `{${randomUUID()}}`, "\u{1F4A5}", "..", "%2e%2e%2fetc", "a".repeat(300), "9".repeat(40), "[object Object]", "${1}", "__proto__"];

  it.each(IDS)("%s is 400 or 404 on every route that takes an id, never 500", async (id) => {
    const raw = id.includes("%") ? id : encodeURIComponent(id);
    const answers: [string, Answer][] = [];
    for (const [name, path] of Object.entries({
      source: `/product-3d-models?sourceType=product&sourceId=${raw}`,
      versions: `/product-3d-models?sourceType=product&sourceId=${raw}&includeAll=true`,
      sources: `/product-3d-models?sourceType=product&sourceIds=${raw},${raw}x`,
      models: `/product-3d-models?modelIds=${raw},${raw}x`,
      cursor: `/product-3d-models?cursor=${raw}`,
      "cursor in its form": `/product-3d-models?cursor=${cursorOf(id, id)}`,
      photo: `/source-images/${raw}x`,
      batch: `/generation-batches/${raw}x`,
      batches: `/generation-batches?cursor=${raw}`,
      "model's file": `/model-files/${raw}x/model.glb`,
      link: `/model-files/${randomUUID()}/model.glb?expires=${raw}&signature=${raw}`,
      proxied: `/proxy-3d-model?url=${raw}`,
    })) answers.push([name, await get(path, stranger)]);
    answers.push(["delete", await host.call("DELETE", `/api/product-3d-models?modelId=${raw}`, { user: stranger })]);
    for (const modelId of [id, [id], { id }, 7, null]) answers.push(["activate", await host.call("PATCH", "/api/product-3d-models", { user: stranger, json: { modelId, action: "set_active" } })]);
    answers.push(["generate", await host.call("POST", "/api/generate-3d-model", { user: stranger, json: { imageUrls: { front: id, back: id }, sourceType: "product", sourceId: id } })]);
    for (const [name, { status, body }] of answers) {
      expect([400, 403, 404], `${name}: ${status} ${JSON.stringify(body)}`).toContain(status);
      expect(body.code, name).toMatch(/^(invalid_request|not_found|link_invalid)$/);
    }
    for (const [name, path] of Object.entries({ task: `/generate-3d-model?taskId=${raw}`, ledger: `/credits/ledger?cursor=${raw}x`, "ledger's cursor in its form": `/credits/ledger?cursor=${cursorOf(`${id}x`)}` })) expect([400, 404], name).toContain((await get(path, stranger)).status);
    const events = await fetch(`${host.url}/api/model-events?lastEventId=${raw}`, { method: "HEAD", headers: { "x-user": stranger } });
    expect([200, 400], "events").toContain(events.status);
  });
});

describe("a signed link", () => {
  const SECRETS = ["the first secret that signs links, long enough", "the second secret that signs links, long enough"];
  const linkOf = async (one: TestHost) => (await one.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${theirs.sourceId}`, { user: owner })).body.model.model_urls.glb as string;
  const withSecrets = async <T>(linkSecrets: string[], work: (one: TestHost) => Promise<T>): Promise<T> => {
    const one = await startTestHost({ database: connection.database, withoutWorkers: true, linkSecrets });
    try {
      return await work(one);
    } finally {
      await one.stop();
    }
  };

  it("opens nothing after its secret was taken back, and still does while that is being replaced", async () => {
    const [first = "", second = ""] = SECRETS;
    const link = await withSecrets([first], linkOf);
    const status = async (one: TestHost) => (await one.call("GET", link)).body.code;
    expect(await withSecrets([second], status)).toBe("link_invalid");
    expect(await withSecrets([second, first], status)).not.toBe("link_invalid");
  });

  it("of one user's file can't be bent to another file, another user's, a longer life or a disposition of one's own: 403", async () => {
    const link = await linkOf(host);
    const bent = [link.replace("model.glb", "thumbnail.png"), link.replace(theirs.modelId, randomUUID()), link.replace(/expires=\d+/, "expires=99999999999"), `${link}&download=evil.html`, `${link}&disposition=attachment`, link.replace("/model-files/", "/source-images/").replace("/model.glb", "")];
    for (const url of bent) {
      const answer = await host.call("GET", url, { user: stranger });
      expect([answer.status, answer.body.code], url).toEqual([403, "link_invalid"]);
    }
    expect((await host.call("GET", link)).status).toBe(200);
  });

  it.each(["..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cboot.ini", "%2fetc%2fpasswd", "model.glb%00", "%00", "a".repeat(300), ".hidden", "model.glb%2f..", "%252e%252e"])("names no file %s: 404, and nothing outside of the storage", async (name) => {
    const answer = await host.call("GET", `/api/model-files/${theirs.modelId}/${name}`, { user: owner });
    expect(answer.status).toBe(404);
    expect(Buffer.from(JSON.stringify(answer.body)).toString()).not.toMatch(/root:|\/work|ENOENT/);
  });
});
