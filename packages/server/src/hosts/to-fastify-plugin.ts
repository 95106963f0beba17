import type { Request } from "express";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { Model3DSource } from "./create-host-app.ts";
import { hostRequestOf, keepHostRequest } from "./host-request.ts";
import { toNodeHandler } from "./to-node-handler.ts";

export type { Model3DSource } from "./create-host-app.ts";

export interface FastifyPluginOptions {
  /** The path under which the plugin is reached, a prefix of Fastify's among it. Default the `mountPath` that model-3d was created with. */
  mountPath?: string;
}

/**
 * model-3d as a plugin of Fastify 5, with its routes and its readers of bodies in a context of their own. Fastify's `trustProxy` says where
 * requests come from; headers that the host's hooks have set go out with ours.
 *
 * @example
 * const model3d = await createModel3D({ authenticate: async (request) => {
 *   const user = fastifyRequestOf(request)?.session.user;
 *   return user ? { userId: user.id } : null;
 * } });
 * await model3d.start();
 * await fastify.register(toFastifyPlugin(model3d));
 * fastify.addHook("preClose", () => model3d.stop());
 */
export function toFastifyPlugin(source: Model3DSource, options: FastifyPluginOptions = {}): FastifyPluginAsync {
  return async (fastify) => {
    const model3d = typeof source === "function" ? await source() : source;
    const mountPath = options.mountPath ?? model3d.mountPath;
    const handle = toNodeHandler(model3d, { mountPath });
    // Bodies are read where it is known how large they may be, and whether their very bytes are needed.
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser("*", (_request, _payload, done) => done(null));
    fastify.all(`${mountPath.slice(fastify.prefix.length)}/*`, (request, reply) => {
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
      // Fastify knows other addresses than the connection's where it was told of proxies, and only there.
      keepHostRequest(request.raw, { request, address: request.ip, isAddressSettled: request.ips !== undefined });
      handle(request.raw, reply.raw);
    });
  };
}

/** What `authenticate` was asked about, as Fastify and its plugins have it: session, user, cookies. `undefined` in another host. */
export function fastifyRequestOf(request: Request): FastifyRequest | undefined {
  const host = hostRequestOf(request)?.request;
  return typeof host === "object" && host !== null && "raw" in host && "routeOptions" in host ? (host as FastifyRequest) : undefined;
}
