import "reflect-metadata";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { NestFactory } from "@nestjs/core";
import Fastify, { type FastifyServerOptions } from "fastify";
import { Hono } from "hono";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MODEL_3D, Model3DModule } from "../src/hosts/model-3d-module.ts";
import { fastifyRequestOf, toFastifyPlugin } from "../src/hosts/to-fastify-plugin.ts";
import { honoContextOf, toHonoHandler } from "../src/hosts/to-hono-handler.ts";
import type { Model3D, Model3DOptions } from "../src/index.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

declare module "fastify" {
  interface FastifyRequest {
    visitor?: string;
  }
}

const LIMIT = { requests: 4, windowMs: 3_600_000 };
let host: TestHost;
let userId: string;
let authenticate: Model3DOptions["authenticate"];

beforeAll(async () => {
  host = await startTestHost({ withoutWorkers: true, rateLimits: { strangers: LIMIT }, authenticate: (request) => authenticate(request) });
  userId = await host.user(7);
});
afterAll(() => host.stop());

const balanceAt = async (url: string, name: string) => {
  const answer = (await (await fetch(`${url}/api/credits`, { headers: { "x-name": name } })).json()) as { balance?: number; code?: string };
  return answer.balance ?? answer.code;
};
const askFrom = async (url: string, forwarded: string) => (await fetch(`${url}/api/openapi.json`, { headers: { "x-forwarded-for": forwarded } })).status;
const times = async (count: number, ask: (n: number) => Promise<number>) => {
  const found: number[] = [];
  for (let n = 1; n <= count; n += 1) found.push(await ask(n));
  return found;
};

describe("Fastify", () => {
  const open = async (options: FastifyServerOptions = {}) => {
    const fastify = Fastify({ forceCloseConnections: true, ...options });
    fastify.addHook("onRequest", async (request, reply) => {
      request.visitor = String(request.headers["x-name"]);
      reply.header("x-host", "shop");
    });
    fastify.post("/own", async (request) => request.body);
    await fastify.register(toFastifyPlugin(host.model3d));
    return { url: await fastify.listen({ port: 0, host: "127.0.0.1" }), fastify };
  };

  it("has `authenticate` read what its plugins have put on its request; its own routes and headers stay as they are", async () => {
    authenticate = (request) => (fastifyRequestOf(request)?.visitor === "ann" ? { userId } : null);
    const { url, fastify } = await open();
    expect([await balanceAt(url, "ann"), await balanceAt(url, "bob")]).toEqual([7, "unauthorized"]);
    const own = await fetch(`${url}/own`, { method: "POST", body: '{"a":1}', headers: { "content-type": "application/json" } });
    expect([await own.json(), own.headers.get("x-host")]).toEqual([{ a: 1 }, "shop"]);
    expect((await fetch(`${url}/api/health`)).headers.get("x-host")).toBe("shop");
    await fastify.close();
  });

  it("sees in its own hooks the address that was asked for, when the answer has ended", async () => {
    const fastify = Fastify({ forceCloseConnections: true, trustProxy: "127.0.0.1" });
    const ended: string[] = [];
    fastify.addHook("onResponse", async (request) => void ended.push(request.url));
    await fastify.register(toFastifyPlugin(host.model3d));
    const url = await fastify.listen({ port: 0, host: "127.0.0.1" });
    const ask = async (path: string) => (await fetch(url + path, { headers: { "x-forwarded-for": "203.0.113.77" } })).status;
    expect([await ask("/api/health?a=1"), await ask("/api/nothing")]).toEqual([200, 404]);
    await until("both have ended", () => ended.length === 2);
    expect(ended).toEqual(["/api/health?a=1", "/api/nothing"]);
    await fastify.close();
  });

  it("counts by the address that its `trustProxy` gives, and by no header without it", async () => {
    const told = await open({ trustProxy: "127.0.0.1" });
    expect(await times(6, (n) => askFrom(told.url, `203.0.113.${n}`))).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await times(5, () => askFrom(told.url, "203.0.113.9"))).toEqual([200, 200, 200, 200, 429]);
    await told.fastify.close();
  });

  it.each([[true, 503], [() => true, 503], ["0.0.0.0/1, 128.0.0.0/1", 503], ["127.0.0.1", 200]] as const)("refuses to work where it lets callers forge their address: `trustProxy` %s", async (trustProxy, status) => {
    const { url, fastify } = await open({ trustProxy });
    expect(await askFrom(url, "203.0.113.200")).toBe(status);
    await fastify.close();
  });

  it("takes a prefix of its own, when model-3d is told", async () => {
    const fastify = Fastify();
    await fastify.register(async (shop) => shop.register(toFastifyPlugin(host.model3d, { mountPath: "/shop/3d" })), { prefix: "/shop" });
    expect((await fastify.inject("/shop/3d/health")).statusCode).toBe(200);
    await fastify.close();
  });
});

describe("Hono", () => {
  const open = async (address?: Parameters<typeof toHonoHandler>[1]) => {
    const app = new Hono<{ Variables: { visitor: string } }>();
    app.use(async (context, next) => (context.set("visitor", context.req.header("x-name") ?? ""), next()));
    app.all("/api/*", toHonoHandler(host.model3d, address));
    return new Promise<{ url: string; close: () => void }>((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
        resolve({ url: `http://127.0.0.1:${port}`, close: () => (server.close(), (server as Server).closeAllConnections()) });
      });
    });
  };

  it("has `authenticate` read what its middleware has put into its context", async () => {
    authenticate = (request) => (honoContextOf(request)?.get("visitor") === "ann" ? { userId } : null);
    const { url, close } = await open();
    expect([await balanceAt(url, "ann"), await balanceAt(url, "bob")]).toEqual([7, "unauthorized"]);
    close();
  });

  it("counts by the address that the host says, and by no header without it", async () => {
    const told = await open({ address: (context) => context.req.header("x-forwarded-for") });
    expect(await times(5, () => askFrom(told.url, "203.0.113.30"))).toEqual([200, 200, 200, 200, 429]);
    told.close();
    const plain = await open();
    // All of this machine are one crowd, which may ask more often than one visitor, and not without end.
    const answers = await times(120, (n) => askFrom(plain.url, `203.0.113.${n}`));
    expect([answers.slice(0, 3), answers.includes(429)]).toEqual([[200, 200, 200], true]);
    plain.close();
  });
});

describe("Nest", () => {
  it("makes, starts and stops its own, and gives it to whoever asks for it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "model-3d-nest-"));
    const module = Model3DModule.forRootAsync({ inject: [], useFactory: async (): Promise<Model3DOptions> => ({ authenticate: () => null, database: { folder: join(folder, "database") }, storage: { kind: "folder", directory: join(folder, "files") }, derivatives: false, stopTimeoutMs: 1_000, logger: pino({ level: "silent" }) }) });
    const app = await NestFactory.create(module, { logger: false, abortOnError: false });
    await app.listen(0, "127.0.0.1");
    const model3d = app.get<Model3D>(MODEL_3D);
    expect(model3d.mountPath).toBe("/api");
    expect(await (await fetch(`${await app.getUrl()}/api/health`)).json()).toMatchObject({ success: true, queue: "ok" });
    await app.close();
    await expect(model3d.credits.grant({ userId, amount: 1, planType: "one_time", reason: "test" })).rejects.toThrow();
    await rm(folder, { recursive: true, force: true });
  });
});
