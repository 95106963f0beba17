import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

interface Manifest {
  name: string;
  private?: boolean;
  publishConfig?: object;
  repository?: { type?: string; url?: string; directory?: string };
}

const manifests = readdirSync(join(ROOT, "packages")).map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(ROOT, "packages", folder, "package.json"), "utf8")) as Manifest })).filter(({ manifest }) => manifest.private !== true);

/** What a release still lacks by these packages; a registry grants provenance only to what names where it is made. */
function findLacks(packages: typeof manifests, changelog: string): string[] {
  const isReleased = /^## \[[\d.]+\] – \d{4}-\d\d-\d\d$/m.test(changelog);
  const urls = new Set(packages.map(({ manifest }) => manifest.repository?.url));
  return [
    ...packages.flatMap(({ folder, manifest: { repository } }) => (repository ? repository.directory === `packages/${folder}` : !isReleased) ? [] : [`packages/${folder}: repository`]),
    ...(urls.size > 1 ? ["one repository for all"] : []),
  ];
}

describe("what is published", () => {
  it("is public and has provenance, each package of it", () => {
    expect(manifests.length).toBeGreaterThan(5);
    for (const { manifest } of manifests) expect(manifest.publishConfig, manifest.name).toEqual({ access: "public", provenance: true });
  });

  it("names its repository once the changelog gives a version a date, and the same one everywhere", () => {
    const changelog = readFileSync(join(ROOT, "CHANGELOG.md"), "utf8");
    expect(findLacks(manifests, changelog)).toEqual([]);
    expect(findLacks(manifests, changelog.replace("– unreleased", "– 2026-12-01"))).toHaveLength(manifests.filter(({ manifest }) => !manifest.repository).length);
    const [{ folder, manifest } = { folder: "", manifest: { name: "" } }] = manifests;
    expect(findLacks([{ folder, manifest: { ...manifest, repository: { url: "git+https://git.example/shop.git" } } }], changelog)).toEqual([`packages/${folder}: repository`]);
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
