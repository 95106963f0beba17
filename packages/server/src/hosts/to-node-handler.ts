import type { IncomingMessage, ServerResponse } from "node:http";
import { ERRORS } from "@model-3d/contract";
import type { Request, Response } from "express";
import { answerUnknownPath, createHostApps, type HostApp, type HostAppOptions, type Model3DSource } from "./create-host-app.ts";
import { errorBodyOf } from "../http/error-body.ts";
import { keepHostRequest } from "./host-request.ts";

export type { Model3DSource, TrustProxy } from "./create-host-app.ts";

export interface NodeHandlerOptions extends HostAppOptions {
  /**
   * The address that a request comes from, where the host knows better than the connection: limits by address count by it. What it returns is
   * believed, so it must not be a header that callers can write. In the place of `trustProxy`.
   */
  address?: (request: IncomingMessage) => string | undefined;
}

/** A listener of `node:http`, and in the form of Connect a middleware: what is not under the mount path goes on to `next`. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => void;

type HeldRequest = IncomingMessage & Partial<Pick<Request, "originalUrl" | "baseUrl" | "app">>;

/** What some hosts put on a response itself, over what Express calls by the same name. */
const OVERLAID = ["status", "json", "send", "redirect"] as const;

/**
 * model-3d for hosts that speak Node's HTTP and are no Express app: a plain server, Connect, and whatever hands on `request` and `response`.
 * The whole address is looked at, whether the host has cut the mount path off `url` or not.
 *
 * @example
 * const model3d = await createModel3D({ authenticate });
 * await model3d.start();
 * createServer(toNodeHandler(model3d)).listen(3000); // http://localhost:3000/api/…
 *
 * @throws TypeError when both `address` and `trustProxy` are given.
 */
export function toNodeHandler(model3d: Model3DSource, options: NodeHandlerOptions = {}): NodeHandler {
  const { address, ...appOptions } = options;
  if (address && options.trustProxy !== undefined) throw new TypeError("toNodeHandler: give `address` or `trustProxy`, not both.");
  const open = createHostApps(model3d, appOptions);
  return (request, response, next) => {
    if (address) keepHostRequest(request, { request, address: address(request), isAddressSettled: true });
    const hand = (hostApp: HostApp) => handOn(hostApp, request, response, next);
    const opened = open();
    if (opened instanceof Promise) opened.then(hand).catch((error: unknown) => failToOpen(error, response, next));
    else hand(opened);
  };
}

function handOn({ app, router }: HostApp, request: HeldRequest, response: ServerResponse, next: ((error?: unknown) => void) | undefined): void {
  const isExpress = typeof request.app?.get === "function";
  const given = { url: request.url, baseUrl: request.baseUrl, request: Object.getPrototypeOf(request) as object, response: Object.getPrototypeOf(response) as object };
  const overlaid = takeOff(response);
  request.url = request.originalUrl ?? request.url ?? "/";
  request.baseUrl = "";
  // Express cuts the mount path off while a route is at work, and leaves it so; hosts log and count by the address when the answer has ended.
  const restoreAddress = () => {
    request.url = given.url;
    if (given.baseUrl === undefined) delete request.baseUrl;
    else request.baseUrl = given.baseUrl;
  };
  response.prependOnceListener("prefinish", restoreAddress).prependOnceListener("close", restoreAddress);
  const goOn = (error?: unknown) => {
    if (!next && !error) return answerUnknownPath(request as Request, response as Response, () => {});
    if (!next) return failToOpen(error, response, next);
    restoreAddress();
    Object.setPrototypeOf(request, given.request);
    Object.setPrototypeOf(response, given.response);
    for (const [name, descriptor] of overlaid) Object.defineProperty(response, name, descriptor);
    next(error);
  };
  if (isExpress) router(request as Request, response as Response, goOn);
  else app(request as Request, response as Response, goOn);
}

function takeOff(response: ServerResponse): [string, PropertyDescriptor][] {
  const held = response as unknown as Record<string, unknown>;
  return OVERLAID.flatMap((name): [string, PropertyDescriptor][] => {
    const descriptor = Object.getOwnPropertyDescriptor(response, name);
    if (!descriptor?.configurable) return [];
    delete held[name];
    return [[name, descriptor]];
  });
}

/** The host's own error page, where it has one; else the one sentence of the table, and the reason where the operator reads it. */
function failToOpen(error: unknown, response: ServerResponse, next: ((error?: unknown) => void) | undefined): void {
  if (next) return next(error);
  process.emitWarning(error instanceof Error ? error : String(error));
  if (response.headersSent) return void response.destroy();
  const body = errorBodyOf("internal_error", "Try again. If it happens again, tell the operator.");
  response.writeHead(ERRORS.internal_error.status, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" }).end(JSON.stringify(body));
}
