import { readFile } from "node:fs/promises";
import express, { type Express, type RequestHandler } from "express";
import type { Model3D } from "@model-3d/server";
import { MOUNT_PATH } from "./describe-generator.ts";
import { renderElements } from "./render-elements-page.ts";
import { renderHeader, type ShopPath } from "./render-header.ts";
import { COLLECTIONS, PRODUCTS } from "./products.ts";
import type { createSignIn } from "./sign-in.ts";

const directory = (path: string) => new URL(`../${path}`, import.meta.url).pathname;

/** Strict on purpose: the elements need nothing from anywhere else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface ShopOptions {
  model3d: Model3D;
  signIn: ReturnType<typeof createSignIn>;
  /** For the pages: made … */
  madeBy: string;
}

/** The demo's shop: a page of products, a page for one's own photos, a tool that designs with products, one for those who run it, and model-3d under `/api`. */
export function createShop({ model3d, signIn, madeBy }: ShopOptions): Express {
  const shop = express();
  shop.disable("x-powered-by");
  shop.use(MOUNT_PATH, model3d.router);
  shop.use((_request, response, next) => {
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    next();
  });
  const render = async (path: ShopPath, file: string): Promise<string> => (await readFile(directory(`pages/${file}`), "utf8")).replace("{header}", () => renderHeader(path)).replaceAll("{madeBy}", madeBy);
  const page = (path: ShopPath, file: string, ...guards: RequestHandler[]) => shop.get(path, ...guards, async (_request, response) => void response.type("html").send(await render(path, file)));
  page("/", "gallery.html", signIn.pageSignIn);
  page("/your-photos", "your-photos.html", signIn.pageSignIn);
  page("/designer", "designer.html", signIn.pageSignIn);
  page("/admin", "admin.html", signIn.operatorSignIn);
  shop.get("/elements", signIn.pageSignIn, signIn.operatorSignIn, async (_request, response) => {
    const [html, { sections, links }] = await Promise.all([render("/elements", "elements.html"), renderElements()]);
    response.type("html").send(html.replace("{sections}", () => sections).replace("{links}", () => links));
  });
  shop.get("/shop/items", (request, response) => {
    const wanted = String(request.query.search ?? "").trim().toLowerCase();
    const items = request.query.type === "collection" ? COLLECTIONS : PRODUCTS;
    response.json({ items: items.filter(({ title }) => title.toLowerCase().includes(wanted)), nextCursor: null });
  });
  shop.use("/photos", express.static(directory("photos"), { maxAge: "1h", fallthrough: false }));
  shop.use("/models", express.static(directory("models"), { maxAge: "1h", fallthrough: false }));
  shop.use("/bundle", express.static(directory("public/bundle"), { fallthrough: false }));
  shop.use("/", express.static(directory("pages"), { index: false, extensions: [] }));
  shop.use((_request, response) => {
    response.status(404).type("text").send("There is no such page. The gallery is at /.");
  });
  return shop;
}
