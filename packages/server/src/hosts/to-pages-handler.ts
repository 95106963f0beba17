import type { IncomingMessage, ServerResponse } from "node:http";
import type { Model3DSource } from "./create-host-app.ts";
import { toNodeHandler, type NodeHandlerOptions } from "./to-node-handler.ts";

/** An API route of Next's pages; ends when the answer has. */
export type PagesHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * model-3d as an API route of Next's Pages Router, in a page such as `pages/api/model-3d/[...path].ts`. Next must leave the body unread, and has to find that written out
 * in the route's own file.
 *
 * @example
 * export const config = { api: { bodyParser: false, responseLimit: false, externalResolver: true } };
 * export default toPagesHandler(openModel3D); // as of `toRouteHandlers`
 */
export function toPagesHandler(model3d: Model3DSource, options: NodeHandlerOptions = {}): PagesHandler {
  const handle = toNodeHandler(model3d, options);
  return (request, response) =>
    new Promise((resolve) => {
      response.once("close", resolve);
      handle(request, response);
    });
}
