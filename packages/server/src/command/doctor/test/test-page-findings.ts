import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import express from "express";
import { afterAll, beforeAll, expect, it } from "vitest";
import { examine, expectFinding, expectGone } from "./examine.ts";
import { serve } from "./serve.ts";

const run = promisify(execFile);

/** A page and its files as a host serves them, wrong and mended. @param folder of the test, once it is there. */
export function testPageFindings(folder: () => string): void {
  let policy = "";
  let body = "";
  let site: { url: string; stop(): Promise<void> };
  let cdn: string;
  beforeAll(async () => {
    cdn = join(folder(), "cdn");
    await mkdir(cdn);
    await writeFile(join(cdn, "model-3d.js"), 'import{a}from"./chunk-one.js";const later=()=>import("./draco.js");');
    await writeFile(join(cdn, "chunk-one.js"), 'export const a=()=>new URL("./basis.js",import.meta.url);');
    await writeFile(join(cdn, "draco.js"), "export {};");
    await writeFile(join(cdn, "basis.js"), "export {};");
    const app = express().use("/model-3d", express.static(join(folder(), "public/model-3d")));
    app.get("/page", (_request, response) => void response.set(policy === "" ? {} : { "content-security-policy": policy }).type("html").send(body));
    app.use((_request, response) => void response.type("html").send("<!doctype html><title>Shop</title>"));
    site = await serve(app);
  });
  afterAll(() => site.stop());
  const look = (...words: string[]) => examine(["--page", `${site.url}/page`, ...words]);

  it.each([
    ["csp_forbids_scripts", "script-src https://cdn.example", "script-src https://cdn.example 'self';"],
    ["csp_forbids_requests", "default-src 'self'", "connect-src 'self' blob:;"],
    ["csp_forbids_pictures", "img-src 'self' data:", "img-src 'self' data: blob:;"],
    ["csp_forbids_styles", "style-src 'none'", "style-src 'self';"],
    ["csp_forbids_workers", "worker-src blob:", "worker-src blob: 'self';"],
    ["csp_forbids_wasm", "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval';"],
  ] as const)("finds %s in a header and in the page itself, and is content with the line of the remedy", async (code, given, line) => {
    [policy, body] = [given, ""];
    expect(expectFinding(await look(), code).remedy).toEqual([line]);
    policy = line;
    expectGone(await look(), code);
    // What the header allows, the page may forbid still.
    body = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${given}">`;
    expectFinding(await look(), code);
    policy = "";
  });

  it("asks for the API's origin where that is another, and finds a page that is not there", async () => {
    policy = "connect-src 'self' blob:";
    expect(expectFinding(await look("--url", "http://127.0.0.1:1/api"), "csp_forbids_requests").remedy).toEqual(["connect-src 'self' blob: http://127.0.0.1:1;"]);
    policy = "connect-src 'self' blob: http://127.0.0.1:1";
    expectGone(await look("--url", "http://127.0.0.1:1/api"), "csp_forbids_requests");
    policy = "";
    expectFinding(await examine(["--page", "http://127.0.0.1:1/"]), "page_not_reached");
    expectGone(await look(), "page_not_reached");
  });

  it("finds a decoder that was not published with the bundle", async () => {
    body = '<!doctype html><script type="module" src="/model-3d/model-3d.js"></script>';
    const target = join(folder(), "public/model-3d");
    await mkdir(target, { recursive: true });
    await cp(join(cdn, "model-3d.js"), join(target, "model-3d.js"));
    const { findings } = await look();
    expect(findings.map(({ what }) => what)).toEqual([expect.stringMatching(/chunk-one\.js, which .*model-3d\.js needs, answers 200 text\/html/), expect.stringContaining("draco.js")]);
    const command = expectFinding(await look(), "page_part_missing").remedy[0] ?? "";
    expect(command).toContain("cp -r node_modules/@model-3d/elements/dist/cdn/. public/model-3d/");
    await mkdir(join(folder(), "node_modules/@model-3d/elements/dist"), { recursive: true });
    await cp(cdn, join(folder(), "node_modules/@model-3d/elements/dist/cdn"), { recursive: true });
    await run("sh", ["-c", command], { cwd: folder() });
    expectGone(await look(), "page_part_missing");
  });
  it("follows what Next has made of the modules, and says where nothing can be followed", async () => {
    const built = join(folder(), "public/model-3d/_next/static");
    await mkdir(join(built, "chunks"), { recursive: true });
    await writeFile(join(built, "chunks/page.js"), '(self.chunks??=[]).push([1,e=>{e.v(t=>Promise.all(["static/chunks/viewer.js"].map(e.l)))}])');
    await writeFile(join(built, "chunks/viewer.js"), 'e.v("/_next/static/media/draco.1f2e.wasm");e.v("/_next/static/media/worker.3a.js");/* import x from "./module.js" */e.v(later=>import(`./else/${later}.js`))');
    // As Next's development server copies a worker beside the chunk that it has made of it.
    await mkdir(join(built, "media"));
    await writeFile(join(built, "media/worker.3a.js"), 'import { make } from "./make.js";\n');
    body = '<!doctype html><script src="/model-3d/_next/static/chunks/page.js" async=""></script>';
    const { findings } = await look();
    expect(findings.map(({ what }) => what)).toEqual([expect.stringMatching(/_next\/static\/media\/draco\.1f2e\.wasm, which .*viewer\.js needs, answers 200 text\/html/)]);
    expect(expectFinding(await look(), "page_part_missing").remedy[0]).toContain("npm run build");
    await writeFile(join(built, "media/draco.1f2e.wasm"), Buffer.from("0061736d01000000", "hex"));
    const mended = await look();
    expectGone(mended, "page_part_missing");
    expect(mended.checks.find(({ name }) => name === "decoders")?.note).toMatch(/^4 files: scripts of/);
    body = '<!doctype html><script src="/else.js"></script><script type="module" src="https://cdn.example/model-3d.js"></script>';
    expect((await look()).checks.find(({ name }) => name === "decoders")).toMatchObject({ state: "skipped", note: expect.stringContaining("names no module of its own origin") });
  });
}
