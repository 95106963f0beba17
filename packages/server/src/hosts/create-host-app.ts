import { ERRORS } from "@model-3d/contract";
import express, { type Express, Router } from "express";
import { RANDOM_IDS } from "../clock.ts";
import type { Model3D } from "../create-model-3d.ts";
import { CORS_DEFAULTS } from "../http/cors-options.ts";
import { errorBodyOf } from "../http/error-body.ts";
import { prepareAnswer } from "../http/prepare-answer.ts";

/** What stands before the server, in the form of Express' `trust proxy`: how many proxies, or which addresses. Never from a header alone. */
export type TrustProxy = boolean | number | string | readonly string[] | ((address: string, hop: number) => boolean);

/** What model-3d is, or how to have it: called for each request, so that it has to give the same one again. */
export type Model3DSource = Model3D | (() => Model3D | Promise<Model3D>);

export interface HostAppOptions {
  /** The path under which the host sends requests here. Default the `mountPath` that model-3d was created with. */
  mountPath?: string;
  trustProxy?: TrustProxy;
}

export interface HostApp {
  /** For requests that no Express app of the host's has had before. */
  readonly app: Express;
  /** For those that one has: its settings hold. */
  readonly router: Router;
}

/** The router with what an Express app gives it, for hosts without one. Each model-3d is dressed once. */
export function createHostApps(source: Model3DSource, options: HostAppOptions): () => HostApp | Promise<HostApp> {
  let built: { model3d: Model3D; hostApp: HostApp } | null = null;
  const dress = (model3d: Model3D): HostApp => {
    if (built?.model3d !== model3d) built = { model3d, hostApp: dressRouter(model3d, options) };
    return built.hostApp;
  };
  return () => {
    const given = typeof source === "function" ? source() : source;
    return given instanceof Promise ? given.then(dress) : dress(given);
  };
}

function dressRouter(model3d: Model3D, { mountPath = model3d.mountPath, trustProxy = false }: HostAppOptions): HostApp {
  const router = Router().use(mountPath || "/", model3d.router);
  const app = express().disable("x-powered-by").set("trust proxy", trustProxy).use(router);
  return { app, router };
}

/** The answer to what is no path of ours, where the host has nothing else to ask. */
export const answerUnknownPath: express.RequestHandler = (request, response) => {
  prepareAnswer({ ids: RANDOM_IDS, options: { cors: CORS_DEFAULTS } }, request, response);
  response.status(ERRORS.not_found.status).json(errorBodyOf("not_found"));
};
