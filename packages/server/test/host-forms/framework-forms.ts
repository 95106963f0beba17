import "reflect-metadata";
import { serve } from "@hono/node-server";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import Fastify from "fastify";
import { Hono } from "hono";
import type { Server } from "node:http";
import type { Model3D, Model3DOptions } from "../../src/index.ts";
import { Model3DModule } from "../../src/hosts/model-3d-module.ts";
import { toFastifyPlugin } from "../../src/hosts/to-fastify-plugin.ts";
import { toHonoHandler } from "../../src/hosts/to-hono-handler.ts";
import { listen, type HostForm, type OpenForm } from "./host-form.ts";
import { toPagesHandler, toRouteHandlers, type RouteMethod } from "../../src/hosts/to-route-handlers.ts";

/** To Fastify's router. */
const BAD_ADDRESS = "/api/model-files/%zz/model.glb";
/** Hono closes a connection on which a body was refused, a moment after the answer; whoever meets that asks again, as browsers do. */
const askAgain = (request: Request) => fetch(request).catch((error: unknown) => (request.body === null && !request.signal.aborted ? fetch(request) : Promise.reject(error as Error)));

async function openFastify(model3d: Model3D): Promise<OpenForm> {
  const fastify = Fastify({ forceCloseConnections: true });
  await fastify.register(toFastifyPlugin(model3d));
  return { url: await fastify.listen({ port: 0, host: "127.0.0.1" }), ask: fetch, close: () => fastify.close() };
}

async function openHono(model3d: Model3D): Promise<OpenForm> {
  const app = new Hono().all("/api/*", toHonoHandler(model3d));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
      resolve({ url: `http://127.0.0.1:${port}`, ask: askAgain, close: () => new Promise((closed) => (server.close(() => closed()), (server as Server).closeAllConnections())) });
    });
  });
}

async function openNest(options: Model3DOptions, adapter: ExpressAdapter | FastifyAdapter): Promise<OpenForm> {
  const app = await NestFactory.create(Model3DModule.forRootAsync({ useFactory: () => options, withoutWorkers: true }), adapter, { logger: false, abortOnError: false, forceCloseConnections: true });
  await app.listen(0, "127.0.0.1");
  return { url: await app.getUrl(), ask: fetch, close: () => app.close() };
}

/** The frameworks of which the adapter is no more than the forms under another name; Next itself is in `e2e/examples`. */
export const FRAMEWORK_FORMS: readonly HostForm[] = [
  { name: "Fastify", refuses: [BAD_ADDRESS], open: openFastify },
  { name: "Hono", open: openHono },
  { name: "Nest on Express", open: (_model3d, options) => openNest(options, new ExpressAdapter()) },
  { name: "Nest on Fastify", refuses: [BAD_ADDRESS], open: (_model3d, options) => openNest(options, new FastifyAdapter({ forceCloseConnections: true })) },
  {
    name: "route handlers of Next",
    open: async (model3d) => {
      const handlers = toRouteHandlers(async () => model3d);
      return { url: "http://shop.example", ask: (request) => handlers[request.method as RouteMethod](request), close: async () => {} };
    },
  },
  {
    name: "pages of Next",
    open: (model3d) => {
      const handle = toPagesHandler(async () => model3d);
      return listen((request, response) => {
        // As Next lays its own over what Express calls by the same names.
        const broken = () => {
          throw new Error("This is not Express'.");
        };
        Object.assign(response, { status: broken, json: broken, send: broken, redirect: broken });
        void handle(request, response);
      });
    },
  },
];
