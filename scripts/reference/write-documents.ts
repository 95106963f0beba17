import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./describe-elements.ts";
import { renderDocuments } from "./render-documents.ts";

for (const [path, text] of renderDocuments()) {
  const full = join(ROOT, path);
  if (existsSync(full) && readFileSync(full, "utf8") === text) continue;
  writeFileSync(full, text);
  console.log(`${path} is written anew.`);
}
