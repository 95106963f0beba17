import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { cloneTestDatabase, createTestDatabase, type TestDatabase, type TestDatabaseClone } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examine } from "./doctor/test/examine.ts";
import { makeHostFolder } from "./test/make-host-folder.ts";
import { runWords } from "./test/run-words.ts";

const run = promisify(execFile);
const HOSTS = {
  express: { files: { "package.json": '{"dependencies":{"express":"5"}}', "app.js": "const app = express();\n" }, read: ".env" },
  next: { files: { "package.json": '{"dependencies":{"next":"16"}}', "app/layout.jsx": "" }, read: ".env.local" },
} as const;
/** Leads nowhere, and says from where it was taken. */
const nowhere = (name: string) => `postgres://127.0.0.1:1/${name}`;

let root: string;
let test: TestDatabase;
let embedded: TestDatabaseClone;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "model-3d-environment-")));
  test = await createTestDatabase({ kind: "postgres", migrated: false });
  embedded = await cloneTestDatabase({ kind: "pglite" });
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
  await test.remove();
  await embedded.remove();
});

/** `model-3d` in this folder, with nothing in the environment. */
const inFolder = (folder: string, words: readonly string[], environment: Record<string, string> = {}) => runWords(test, words, { folder, environment });
const stateOf = async (folder: string, name: string, words: readonly string[] = []) => (await examine(words, { folder })).checks.find((check) => check.name === name);

describe.each(Object.entries(HOSTS))("the steps that model-3d init prints for %s, followed to the letter", (framework, { files, read }) => {
  const written: { folder: string; steps: string[] } = { folder: "", steps: [] };
  const step = (begin: string) => {
    const found = written.steps.map((line) => line.slice(line.indexOf(begin))).find((line) => line.startsWith(begin));
    return (found ?? `none begins with ${begin}`).replace(/\s+#.*/, "");
  };
  /** A step that calls us, as it is printed; nothing listens on its port. */
  const words = (begin: string) => step(begin).split(" ").slice(2);

  it("copy the variables, of which those that stay empty are none", async () => {
    written.folder = await makeHostFolder(root, files);
    const { printed } = await inFolder(written.folder, ["init", "--yes", "--json"]);
    written.steps = (JSON.parse(printed) as { nextSteps: string[] }).nextSteps;
    expect(step("cp ")).toBe(`cp .env.example ${read}`);
    await run("sh", ["-c", step("cp ")], { cwd: written.folder });
    const { code, findings, checks } = await examine([], { folder: written.folder });
    expect([code, findings]).toEqual([0, []]);
    expect(checks.filter(({ name }) => name === "storage" || name === "database").map(({ state }) => state)).toEqual(["skipped", "skipped"]);
  });

  it("look at what the app has made without them", async () => {
    await mkdir(join(written.folder, ".model-3d/files"), { recursive: true });
    expect(await stateOf(written.folder, "storage")).toMatchObject({ state: "well", note: expect.stringContaining(".model-3d/files: a file was written") });
    if (framework === "next") return;
    await symlink((embedded.connection as { folder: string }).folder, join(written.folder, ".model-3d/database"));
    expect(await stateOf(written.folder, "database")).toMatchObject({ state: "well" });
    expect(await inFolder(written.folder, words("npx model-3d migrate"))).toEqual({ code: 0, printed: "The tables are up to date.", complained: "" });
  });

  it("find the database that is named there, for each command", async () => {
    await writeFile(join(written.folder, read), `DATABASE_URL=${nowhere(framework)}\nMESHY_API_KEY=\n`);
    const doctor = await inFolder(written.folder, words("npx model-3d doctor"));
    expect([doctor.code, doctor.printed]).toEqual([1, expect.stringContaining(`127.0.0.1:1/${framework}`)]);
    for (const line of [words("npx model-3d migrate"), ["check"], ["credits", "reconcile"]]) expect(await inFolder(written.folder, line), line.join(" ")).toMatchObject({ code: 1, complained: expect.stringContaining(`127.0.0.1:1/${framework}`) });
    await writeFile(join(written.folder, read), `DATABASE_URL=${String(test.connection)}\n`);
    expect(await inFolder(written.folder, words("npx model-3d migrate"))).toMatchObject({ code: 0, complained: "" });
    expect(await stateOf(written.folder, "migrations")).toMatchObject({ state: "well" });
  });
});

describe("variables of model-3d", () => {
  it("are the process' own, then those of .env.local, then those of .env; --env names a file in place of both", async () => {
    const folder = await makeHostFolder(root, { ".env": `DATABASE_URL=${nowhere("shared")}\n`, "other.env": `DATABASE_URL=${nowhere("other")}\n` });
    const used = async (words: readonly string[] = [], environment: Record<string, string> = {}) => /127\.0\.0\.1:1\/(\w+)/.exec((await inFolder(folder, ["check", ...words], environment)).complained)?.[1];
    expect(await used()).toBe("shared");
    await writeFile(join(folder, ".env.local"), `DATABASE_URL="${nowhere("mine")}"\n`);
    expect(await used()).toBe("mine");
    expect(await used(["--env", "other.env"])).toBe("other");
    expect(await used([], { DATABASE_URL: nowhere("process") })).toBe("process");
    expect(await used(["--database", nowhere("flag")], { DATABASE_URL: nowhere("process") })).toBe("flag");
    for (const command of ["check", "doctor"]) expect(await inFolder(folder, [command, "--env", "gone.env"])).toMatchObject({ code: 2, complained: expect.stringContaining(`--env: there is no file ${join(folder, "gone.env")}.`) });
  });

  it("that are empty are not given, wherever that is", async () => {
    const folder = await makeHostFolder(root, { ".env": `DATABASE_URL=${nowhere("shared")}\nMODEL_3D_STORAGE=\nMESHY_API_KEY=\nMESHY_BASE_URL=\n`, ".env.local": "DATABASE_URL=\n" });
    expect(await inFolder(folder, ["check"])).toMatchObject({ code: 2, complained: expect.stringContaining("Say which database: --database postgres://user:password@host:5432/name, or DATABASE_URL in the environment, .env.local or .env.") });
    expect((await examine([], { folder })).findings).toEqual([]);
    expect((await examine([], { folder, environment: { MODEL_3D_STORAGE: "", DATABASE_URL: "" } })).findings).toEqual([]);
    expect(await examine(["--storage", ""], { folder })).toMatchObject({ code: 2, complained: expect.stringContaining("--storage is empty.") });
  });
});
