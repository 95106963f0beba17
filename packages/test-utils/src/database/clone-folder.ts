import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openDatabase } from "@model-3d/server/database";
import { layTables } from "./lay-tables.ts";
import { claim, quickFolder, startTestPostgres } from "./start-test-postgres.ts";

const TEMPLATE_TIMEOUT_MS = 60_000;
const LOOK_INTERVAL_MS = 30;
const MODULES = fileURLToPath(new URL("../../../../node_modules/", import.meta.url));
/** By default every start clears 128 MB of them, which takes longer than all else that a start does. */
const SETTINGS = "\nshared_buffers = 16MB\n";

/** A folder with an embedded database of its own, for `openDatabase`. It is the caller's to remove. */
export async function cloneFolder(migrated: boolean): Promise<string> {
  const template = await makeTemplate(migrated ? "migrated" : "empty");
  const folder = mkdtempSync(join(quickFolder(), "database-"));
  // A thousand small files: one call takes a tenth of what a thousand awaited ones do.
  cpSync(template, folder, { recursive: true });
  return folder;
}

/** Made once a run by whoever comes first, and renamed when it is whole. */
async function makeTemplate(name: "migrated" | "empty"): Promise<string> {
  const { stateFolder } = await startTestPostgres();
  const template = join(quickFolder(), `pglite-${name}`);
  if (claim(join(stateFolder, `${name}-claimed`))) {
    const draft = `${template}-draft`;
    if (name === "migrated") {
      cpSync(await makeTemplate("empty"), draft, { recursive: true });
      const database = await openDatabase({ connection: { folder: draft } });
      await layTables(database);
      await database.close();
    } else {
      await layEmptyFolder(draft);
      appendFileSync(join(draft, "data/postgresql.conf"), SETTINGS);
    }
    renameSync(draft, template);
  }
  const deadline = Date.now() + TEMPLATE_TIMEOUT_MS;
  while (!existsSync(template)) {
    if (Date.now() > deadline) throw new Error("The template of the embedded database was not made in time.");
    await pause(LOOK_INTERVAL_MS);
  }
  return template;
}

/** The very first start of an embedded database takes seconds, and what it writes is the same every time: kept beside the packages, for this version of it. */
async function layEmptyFolder(folder: string): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(MODULES, "@electric-sql/pglite/package.json"), "utf8")) as { version: string };
  const kept = join(MODULES, ".cache/model-3d", `pglite-${version}`);
  if (existsSync(kept)) return cpSync(kept, folder, { recursive: true });
  mkdirSync(folder);
  await (await openDatabase({ connection: { folder } })).close();
  const draft = `${kept}-${process.pid}`;
  try {
    cpSync(folder, draft, { recursive: true });
    renameSync(draft, kept);
  } catch {
    // Another run was first, or the packages cannot be written; the next run does the same once more.
    rmSync(draft, { recursive: true, force: true });
  }
}
