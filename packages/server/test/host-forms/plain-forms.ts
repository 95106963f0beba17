import type { IncomingMessage } from "node:http";
import express from "express";
import { toFetchHandler } from "../../src/hosts/to-fetch-handler.ts";
import { toNodeHandler } from "../../src/hosts/to-node-handler.ts";
import { listen, type HostForm } from "./host-form.ts";

/** What needs no framework; the first is what all others are held to. */
export const PLAIN_FORMS: readonly HostForm[] = [
  { name: "the router in Express", open: (model3d) => listen(express().use("/api", model3d.router)) },
  { name: "the Node form as a server", open: (model3d) => listen(toNodeHandler(model3d)) },
  { name: "the Node form in Express", open: (model3d) => listen(express().use("/api", toNodeHandler(model3d))) },
  {
    name: "the Node form in a host that cuts the path off",
    open: (model3d) => {
      const handle = toNodeHandler(model3d);
      return listen((request: IncomingMessage & { originalUrl?: string }, response) => {
        request.originalUrl = request.url;
        request.url = request.url?.slice("/api".length);
        handle(request, response, (error) => response.writeHead(error ? 500 : 404, { "content-type": "application/json" }).end('{"code":"not_found"}'));
      });
    },
  },
  { name: "the Node form, opened when it is first asked", open: (model3d) => listen(toNodeHandler(async () => model3d)) },
  {
    name: "the fetch form",
    open: async (model3d) => ({ url: "http://shop.example", ask: toFetchHandler(model3d), close: async () => {} }),
  },
];
