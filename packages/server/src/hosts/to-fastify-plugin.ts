import type { Request } from "express";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { Model3DSource } from "./create-host-app.ts";
import { hostRequestOf, keepHostRequest } from "./host-request.ts";
import { isPrivate } from "../rate-limits/address-of.ts";
import { believesAnybody } from "../rate-limits/believes-anybody.ts";
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
    let isForgeable: boolean | undefined;
    // Bodies are read where it is known how large they may be, and whether their very bytes are needed.
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser("*", (_request, _payload, done) => done(null));
    fastify.all(`${mountPath.slice(fastify.prefix.length)}/*`, (request, reply) => {
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
      // Fastify knows other addresses than the connection's where it was told of proxies, and only there.
      isForgeable ??= trustsEverybody(request);
      keepHostRequest(request.raw, { request, address: request.ip, isAddressSettled: request.ips !== undefined && !isBehindStranger(request), isAddressForgeable: isForgeable });
      handle(request.raw, reply.raw);
    });
  };
}

/** Whether Fastify was told of proxies and of none that has passed this request on. A number of proxies tells it of none: it believes nobody then. */
function isBehindStranger({ headers, ip, ips = [] }: FastifyRequest): boolean {
  return headers["x-forwarded-for"] !== undefined && ips.length === 1 && isPrivate(ip);
}

/** Whether Fastify believes whatever an address says of whom it has passed on: it does not tell its setting, and is asked about a request that nobody's proxies have passed on. */
function trustsEverybody(request: FastifyRequest): boolean {
  const caller = "198.51.100.7";
  return believesAnybody((address, proxies) => {
    const passedOn = [caller, ...Array<string>(proxies).fill(address)].join(", ");
    const raw = { headers: { "x-forwarded-for": passedOn }, socket: { remoteAddress: address } };
    return (Object.create(request, { raw: { value: raw } }) as FastifyRequest).ip === caller;
  });
}

/** What `authenticate` was asked about, as Fastify and its plugins have it: session, user, cookies. `undefined` in another host. */
export function fastifyRequestOf(request: Request): FastifyRequest | undefined {
  const host = hostRequestOf(request)?.request;
  return typeof host === "object" && host !== null && "raw" in host && "routeOptions" in host ? (host as FastifyRequest) : undefined;
}
