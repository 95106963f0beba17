import "reflect-metadata";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, request as sendRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { NestFactory } from "@nestjs/core";
import Fastify from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { MODEL_3D, Model3DModule } from "../src/hosts/model-3d-module.ts";
import { toFastifyPlugin } from "../src/hosts/to-fastify-plugin.ts";
import { toNodeHandler } from "../src/hosts/to-node-handler.ts";
import { createModel3D, type Model3D, type Model3DOptions } from "../src/index.ts";
import { discPhoto, photoForm } from "./photos.ts";
import { startTestHost, until, type TestHost, type TestHostOptions } from "./start-test-host.ts";
import { openTestConnection } from "./test-connection.ts";

const LAST_BYTES = 100;

/** Keeps requests of one user waiting at the host's own door until it is told otherwise. */
function createHeldDoor() {
  const asked: string[] = [];
  let release = () => {};
  const opened = new Promise<void>((resolve) => (release = resolve));
  const authenticate: Model3DOptions["authenticate"] = async (request) => {
    asked.push(request.path);
    if (request.get("x-held")) await opened;
    return { userId: request.get("x-user") ?? "" };
  };
  return { authenticate, asked, release: () => release() };
}

const HELD = { "x-held": "1" };
const code = (answer: { body: { error?: { code: string }; code?: string } }) => answer.body.code ?? answer.body.error?.code;

describe("a server that stops while requests are under way", () => {
  let host: TestHost;
  let door: ReturnType<typeof createHeldDoor>;
  const start = async (options: TestHostOptions = {}) => {
    door = createHeldDoor();
    host = await startTestHost({ withoutWorkers: true, authenticate: door.authenticate, stopTimeoutMs: 60_000, ...options });
  };
  afterEach(async () => {
    door.release();
    await host.stop();
  });

  it("answers them as ever before it has stopped, and new ones 503 with when to come again", async () => {
    await start();
    const user = await host.user(7);
    const underWay = host.call("GET", "/api/credits", { user, headers: HELD });
    await until("it has come in", () => door.asked.length === 1);
    let hasStopped = false;
    const stopped = host.model3d.stop().then(() => (hasStopped = true));
    const refused = await host.call("GET", "/api/credits", { user });
    expect([refused.status, code(refused), refused.headers.get("retry-after"), refused.headers.get("connection")]).toEqual([503, "service_unavailable", "5", "close"]);
    expect(door.asked).toHaveLength(1);
    expect(hasStopped).toBe(false);
    door.release();
    expect(await underWay).toMatchObject({ status: 200, body: { balance: 7 } });
    await stopped;
    expect((await host.call("GET", "/api/health")).status).toBe(503);
  });

  it("takes a photo whose last bytes come later", async () => {
    await start();
    const user = await host.user(0);
    const form = new Response(photoForm("front", await discPhoto()));
    const bytes = Buffer.from(await form.arrayBuffer());
    const upload = sendRequest(`${host.url}/api/source-images`, { method: "POST", headers: { "x-user": user, "content-type": form.headers.get("content-type") ?? "", "content-length": bytes.length } });
    upload.write(bytes.subarray(0, -LAST_BYTES));
    await until("it has come in", () => door.asked.length === 1);
    const stopped = host.model3d.stop();
    expect((await host.call("GET", "/api/credits", { user })).status).toBe(503);
    upload.end(bytes.subarray(-LAST_BYTES));
    const [answer] = (await once(upload, "response")) as [IncomingMessage];
    expect([answer.statusCode, await json(answer)]).toEqual([200, expect.objectContaining({ url: expect.stringContaining("source-image") })]);
    await stopped;
  });

  it("waits for no longer than `stopTimeoutMs`, and who comes too late for that is told to come again", async () => {
    await start({ stopTimeoutMs: 1_000 });
    const user = await host.user(7);
    const underWay = host.call("GET", "/api/credits", { user, headers: HELD });
    await until("it has come in", () => door.asked.length === 1);
    await host.model3d.stop();
    door.release();
    const late = await underWay;
    expect([late.status, code(late), late.headers.get("retry-after")]).toEqual([503, "service_unavailable", "5"]);
  });

  it("ends streams at once, and has one that is about to begin come again", async () => {
    await start();
    const user = await host.user(0);
    const open = await fetch(`${host.url}/api/model-events`, { headers: { "x-user": user } });
    const beginning = host.call("GET", "/api/model-events", { user, headers: HELD });
    await until("both have come in", () => door.asked.length === 2);
    const stopped = host.model3d.stop();
    expect(await open.text()).toContain("stream.open");
    door.release();
    expect(await beginning).toMatchObject({ status: 503 });
    await stopped;
  });
});

describe("a host of another kind that ends in its own way", () => {
  /** Nobody reaches the host itself any more when it ends, so that another way is asked whether model-3d has begun to. */
  const openSideDoor = async (model3d: Model3D) => {
    const server = createServer(toNodeHandler(model3d)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/openapi.json`;
    const isRefused = async () => ((await (await fetch(url)).json()) as { code?: string }).code === "service_unavailable";
    return { isRefused, close: () => void server.close() };
  };
  const settle = async (url: string, model3d: Model3D, door: ReturnType<typeof createHeldDoor>, close: () => Promise<unknown>) => {
    const side = await openSideDoor(model3d);
    const underWay = fetch(`${url}/api/credits`, { headers: { "x-user": randomUUID(), ...HELD } });
    await until("it has come in", () => door.asked.length === 1);
    const closed = close();
    await until("model-3d takes nothing more", side.isRefused);
    door.release();
    const answer = await underWay;
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ balance: 0 })]);
    await closed;
    side.close();
  };
  const optionsOf = async (door: ReturnType<typeof createHeldDoor>) => {
    const connection = await openTestConnection("pglite");
    return { connection, options: { authenticate: door.authenticate, database: connection.database, derivatives: false } satisfies Model3DOptions };
  };

  it("answers what is under way, on Fastify", async () => {
    const door = createHeldDoor();
    const { connection, options } = await optionsOf(door);
    const model3d = await createModel3D(options);
    const fastify = Fastify({ forceCloseConnections: true });
    await fastify.register(toFastifyPlugin(model3d));
    fastify.addHook("preClose", () => model3d.stop());
    await settle(await fastify.listen({ port: 0, host: "127.0.0.1" }), model3d, door, () => fastify.close());
    await connection.close();
  });

  it("answers what is under way, on Nest", async () => {
    const door = createHeldDoor();
    const { connection, options } = await optionsOf(door);
    const app = await NestFactory.create(Model3DModule.forRootAsync({ useFactory: () => options, withoutWorkers: true }), { logger: false, abortOnError: false });
    await app.listen(0, "127.0.0.1");
    await settle(await app.getUrl(), app.get<Model3D>(MODEL_3D), door, () => app.close());
    await connection.close();
  });
});
