import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import express from "express";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { discPhoto } from "../packages/server/test/photos.ts";
import { startTestHost, type TestHost } from "../packages/server/test/start-test-host.ts";
import { openBrowser, openPage } from "./open-browser.ts";

const user = randomUUID();
/** What came to the router, as the browser sent it. */
const seen: { method: string; site: string; origin: string; hasCookie: boolean; status: number }[] = [];
let host: TestHost;
let browser: Browser;
let photo: string;
let evil: { url: string; stop(): void };

beforeAll(async () => {
  photo = (await discPhoto(300)).toString("base64");
  host = await startTestHost({
    withoutWorkers: true,
    authenticate: (request) => (/session=([\w-]{36})/.test(request.get("cookie") ?? "") ? { userId: user } : null),
    mount: (model3d) =>
      express()
        .use((request, response, next) => {
          response.on("finish", () => seen.push({ method: request.method, site: request.get("sec-fetch-site") ?? "", origin: request.get("origin") ?? "", hasCookie: request.headers.cookie !== undefined, status: response.statusCode }));
          next();
        })
        // As many log-ins set it: without SameSite, which browsers let pass with a form of another site for the first two minutes.
        .get("/", (_request, response) => void response.setHeader("Set-Cookie", `session=${user}; Path=/; HttpOnly`).type("html").send("<h1>Shop</h1>"))
        .use("/api", model3d.router),
  });
  // Another site to a browser: another name, though the same machine.
  const server = createServer((_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>Evil</h1>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  evil = { url: `http://localhost:${(server.address() as AddressInfo).port}/`, stop: () => void server.close() };
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  evil.stop();
  await host.stop();
});

/** Runs in the page: sends a photo as the page's own script does. */
const sendPhoto = ({ url, bytes }: { url: string; bytes: string }) => {
  const form = new FormData();
  form.set("view", "front");
  form.set("image", new File([Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))], "a.png", { type: "image/png" }));
  return fetch(url, { method: "POST", body: form, credentials: "include", mode: url.startsWith("/") ? "cors" : "no-cors" }).then(({ status }) => status);
};

it("takes a photo from its own page, and none that another site's page makes the browser send with the session's cookie", async () => {
  const { page } = await openPage(browser, `${host.url}/`);
  expect(await page.evaluate(sendPhoto, { url: "/api/source-images", bytes: photo })).toBe(200);
  expect(await host.storedFiles()).toHaveLength(1);

  await page.goto(evil.url);
  await page.evaluate(
    ({ url, bytes }) => {
      document.body.innerHTML = `<form method="post" enctype="multipart/form-data" action="${url}"><input name="view" value="front"><input type="file" name="image"></form>`;
      const files = new DataTransfer();
      files.items.add(new File([Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))], "a.png", { type: "image/png" }));
      const [form] = document.forms;
      (form?.elements.namedItem("image") as HTMLInputElement).files = files.files;
    },
    { url: `${host.url}/api/source-images`, bytes: photo },
  );
  await Promise.all([page.waitForURL(`${host.url}/**`), page.evaluate(() => document.forms[0]?.submit())]);
  expect(await page.locator("body").innerText()).toContain("cross_site_refused");
  expect(seen.at(-1)).toMatchObject({ method: "POST", site: "cross-site", hasCookie: true, status: 403 });
  expect(await host.storedFiles()).toHaveLength(1);
});
