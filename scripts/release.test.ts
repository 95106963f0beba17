import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readManifests } from "./release/find-lacks.mjs";

const ROOT = join(import.meta.dirname, "..");
const ADDRESS = "https://git.example/shop/model-3d";
const manifests = readManifests(ROOT);

describe("what is published", () => {
  let copy: string;
  /** With nothing of a CI that this very test may run in. */
  const run = (script: string, words: readonly string[], environment = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/release", script), ...words], { encoding: "utf8", env: { PATH: process.env.PATH, ...environment } });
    return { status, said: stdout + stderr };
  };
  const check = (environment = {}) => run("check-release.mjs", [copy], environment);
  const edit = (path: string, change: (text: string) => string) => writeFileSync(join(copy, path), change(readFileSync(join(copy, path), "utf8")));

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "model-3d-release-"));
    for (const path of ["lerna.json", "CHANGELOG.md", "packages/server/src/version.ts", ...manifests.map(({ folder }) => `packages/${folder}/package.json`)]) {
      mkdirSync(join(copy, path, ".."), { recursive: true });
      cpSync(join(ROOT, path), join(copy, path));
    }
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it("is public and has provenance, each package of it, and asks before whether anything is missing", () => {
    expect(manifests.length).toBeGreaterThan(5);
    for (const { manifest } of manifests) {
      expect(manifest.publishConfig, manifest.name).toEqual({ access: "public", provenance: true });
      expect(manifest.scripts?.prepublishOnly, manifest.name).toBe("node ../../scripts/release/check-release.mjs");
    }
  });

  it("is refused until everything has been said: where the repository is, the versions, the date", () => {
    edit("CHANGELOG.md", (text) => text.replace(/^## \[.*$/m, "## [0.1.0] – unreleased"));
    for (const { folder } of manifests) edit(`packages/${folder}/package.json`, (text) => JSON.stringify({ ...(JSON.parse(text) as object), repository: undefined }));
    const first = check();
    expect(first.status).toBe(1);
    for (const { folder } of manifests) expect(first.said).toContain(`packages/${folder}: repository has to be { "type": "git"`);
    expect(first.said).toContain('CHANGELOG.md: its newest heading has to be "## [0.1.0] – <date>"');
    for (const wrong of [[], ["git.example/shop"], ["https://git.example"], ["https://git.example/shop?tab=code"]]) expect(run("name-repository.mjs", [wrong[0] ?? "", copy]).status, wrong[0]).toBe(1);
    expect(run("name-repository.mjs", [`${ADDRESS}.git/`, copy]).status).toBe(0);
    const named = readManifests(copy);
    expect(named.map(({ manifest: { homepage, bugs, repository } }) => ({ homepage, bugs, repository }))).toEqual(named.map(({ folder }) => ({ homepage: `${ADDRESS}#readme`, bugs: `${ADDRESS}/issues`, repository: { type: "git", url: `git+${ADDRESS}.git`, directory: `packages/${folder}` } })));
    // Nothing else, and nothing lost.
    expect(named.map(({ manifest: { homepage: _home, bugs: _bugs, repository: _repository, ...rest } }) => rest)).toEqual(manifests.map(({ manifest: { homepage: _home, bugs: _bugs, repository: _repository, ...rest } }) => rest));
    expect(check().said.match(/^ {4}.+$/gm)).toEqual(['    CHANGELOG.md: its newest heading has to be "## [0.1.0] – <date>"']);
    edit("CHANGELOG.md", (text) => text.replace("– unreleased", "– 2026-12-01"));
    expect(check()).toEqual({ status: 0, said: "Nothing is missing for a release.\n" });
  });

  it("is refused where versions differ, one package names another repository, or the CI signs for another", () => {
    expect(check({ GITHUB_SERVER_URL: "https://git.example", GITHUB_REPOSITORY: "shop/model-3d" }).status).toBe(0);
    expect(check({ GITHUB_SERVER_URL: "https://git.example", GITHUB_REPOSITORY: "fork/model-3d" }).said).toContain("this CI signs for https://git.example/fork/model-3d");
    expect(check({ CI_PROJECT_URL: "https://git.example/shop/other" })).toMatchObject({ status: 1 });
    edit("packages/server/src/version.ts", (text) => text.replace("0.1.0", "0.0.9"));
    expect(check().said).toContain("packages/server/src/version.ts: says 0.0.9, lerna.json has 0.1.0");
    edit("packages/mesh/package.json", (text) => text.replace('"version": "0.1.0"', '"version": "0.2.0"').replaceAll("git.example/shop", "git.example/other"));
    expect(check().said).toMatch(/packages: repository has to be the same for all\n.*packages\/mesh: its version is 0\.2\.0/);
  });
});

describe("the compose file", () => {
  const text = readFileSync(join(ROOT, "examples/compose/compose.yaml"), "utf8");

  it("says of each image which version it is", () => {
    const images = [...text.matchAll(/^ +image: (\S+)$/gm)].map(([, image = ""]) => image);
    expect(images.length).toBeGreaterThan(3);
    expect(images.filter((image) => !/:v?\d/.test(image))).toEqual([]);
  });

  it("asks for the database where it answers only once it is made", () => {
    expect(/^ +test: pg_isready .*$/m.exec(text)?.[0]).toContain("--host 127.0.0.1");
  });
});
