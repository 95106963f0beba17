import { chromium } from "playwright-core";
import { CHROMIUM_FLAGS } from "/work/main/packages/elements/web-test-runner.config.mjs";
import http from "node:http"; import { readFileSync } from "node:fs";
const server = http.createServer((q, r) => { const p = q.url.split("?")[0]; try { const f = readFileSync("/tmp/shots/out" + (p === "/" ? "/index.html" : p)); r.writeHead(200, { "content-type": p.endsWith(".js") ? "text/javascript" : "text/html" }).end(f); } catch { r.writeHead(404).end(); } }).listen(0);
const port = server.address().port;
const only = process.argv[2];
const shots0 = (await import("/tmp/shots/shots.mjs")).default;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: CHROMIUM_FLAGS });
for (const s of shots0.filter((s) => !only || s.name.match(only))) {
  
  const page = await b.newPage({ viewport: { width: s.w ?? 1280, height: s.h ?? 860 }, hasTouch: (s.w ?? 1280) < 500, isMobile: false, colorScheme: s.dark ? "dark" : "light" });
  page.setDefaultTimeout(4000); page.on("console", (m) => ["error", "warning"].includes(m.type()) && console.log(s.name, m.text().slice(0, 300)));
  page.on("pageerror", (e) => console.log(s.name, "PAGEERROR", e.message, e.stack?.slice(0,400)));
  const ext = new Set(); page.on("request", (r) => { const u = new URL(r.url()); if (!/^(blob|data)/.test(r.url()) && u.host !== `localhost:${port}`) ext.add(r.url()); });
  await page.goto(`http://localhost:${port}/?${s.q ?? ""}${s.dark ? "&scheme=dark" : ""}`);
  try { await page.waitForTimeout(500); if (s.run) await s.run(page); await page.waitForTimeout(s.wait ?? 500); } catch (e) { console.log(s.name, "RUN", e.message.slice(0, 300)); }
  await page.screenshot({ path: `/tmp/shots/${s.name}.png`, fullPage: s.full ?? false, timeout: 60000 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth); if (over) console.log(s.name, "OVERFLOWS");
  if (ext.size) console.log(s.name, "EXTERNAL", [...ext]);
  await page.close();
}
await b.close(); server.close();
