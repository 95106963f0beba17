import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import express from "express";

const at = (path: string): string => fileURLToPath(new URL(`../demo/${path}`, import.meta.url));

/** As strict as a host can be: no inline style, no inline script, no eval, nothing from elsewhere. */
const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  // Pictures inside a model's file are read by addresses of the page's own.
  "connect-src 'self' blob:",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export interface ServedPages {
  url: string;
  close(): Promise<void>;
}

/** The demo's pages without its server: those that bring an API in memory need no other. */
export async function servePages(): Promise<ServedPages> {
  const pages = express();
  pages.use((_request, response, next) => {
    response.setHeader("Content-Security-Policy", STRICT_POLICY);
    next();
  });
  pages.use("/bundle", express.static(at("public/bundle"), { fallthrough: false }));
  pages.use("/models", express.static(at("models"), { fallthrough: false }));
  pages.use("/", express.static(at("pages"), { index: false }));
  const server = pages.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
