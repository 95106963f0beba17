import type { Request } from "express";
import type { Context } from "hono";
import type { Model3DSource } from "./create-host-app.ts";
import { hostRequestOf } from "./host-request.ts";
import { createExchange, type FetchHandlerOptions } from "./to-fetch-handler.ts";

export type { Model3DSource } from "./create-host-app.ts";

export type HonoHandlerOptions = FetchHandlerOptions<Context>;

/** What `@hono/node-server` puts into a context's environment. */
interface NodeBindings {
  incoming?: { socket?: { remoteAddress?: string } };
}

/**
 * model-3d as a handler of Hono on Node. Without `address` a request comes from where its connection does (`@hono/node-server`), whatever its
 * headers say; behind a proxy say it by `address`.
 *
 * @example
 * const model3d = await createModel3D({ authenticate: async (request) => {
 *   const userId = honoContextOf(request)?.get("userId");
 *   return userId ? { userId } : null;
 * } });
 * await model3d.start();
 * app.all("/api/*", toHonoHandler(model3d));
 */
export function toHonoHandler(model3d: Model3DSource, { mountPath, address }: HonoHandlerOptions = {}): (context: Context) => Promise<Response> {
  const handle = createExchange(model3d, mountPath);
  return (context) => {
    const peer = (context.env as NodeBindings | undefined)?.incoming?.socket?.remoteAddress;
    return handle(context.req.raw, { request: context, address: address ? address(context) : peer, isAddressSettled: address !== undefined });
  };
}

/** What `authenticate` was asked about, as Hono and its middleware have it: `get("user")`, cookies by `hono/cookie`. `undefined` in another host. */
export function honoContextOf(request: Request): Context | undefined {
  const host = hostRequestOf(request)?.request;
  return typeof host === "object" && host !== null && "req" in host && "executionCtx" in host ? (host as Context) : undefined;
}
