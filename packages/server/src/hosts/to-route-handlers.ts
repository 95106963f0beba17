import type { Model3DSource } from "./create-host-app.ts";
import { toFetchHandler, type FetchHandler, type FetchHandlerOptions } from "./to-fetch-handler.ts";

export { fetchRequestOf } from "./to-fetch-handler.ts";
export type { Model3DSource } from "./create-host-app.ts";
export { toPagesHandler, type PagesHandler } from "./to-pages-handler.ts";

export type RouteMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/**
 * model-3d as route handlers of Next's App Router, in a catch-all route such as `app/api/model-3d/[...path]/route.ts`, on its Node runtime. `authenticate` may
 * use what such a route may: `cookies()`, `headers()`, and `fetchRequestOf(request)`. Next tells no address but in a header: see `address`.
 *
 * @example
 * // model-3d.ts: once in a process, also while Next makes its routes anew
 * const kept = globalThis as { model3d?: Promise<Model3D> };
 * const start = async () => { const model3d = await createModel3D({ authenticate, mountPath: "/api/model-3d" }); await model3d.start(); return model3d; };
 * export const openModel3D = () => (kept.model3d ??= start());
 * // app/api/model-3d/[...path]/route.ts
 * export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toRouteHandlers(openModel3D);
 * // next.config.ts: it starts threads and reads files of its own
 * export default { serverExternalPackages: ["@model-3d/server"] };
 */
export function toRouteHandlers(model3d: Model3DSource, options: FetchHandlerOptions = {}): Record<RouteMethod, FetchHandler> {
  const handle = toFetchHandler(model3d, options);
  return { GET: handle, HEAD: handle, POST: handle, PUT: handle, PATCH: handle, DELETE: handle, OPTIONS: handle };
}
