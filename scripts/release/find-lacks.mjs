import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const GIT_ADDRESS = /^git\+https:\/\/[^\s/]+\/\S+\.git$/;

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** What is published: each folder below `packages/` whose package is not private, with what its package.json says. */
export function readManifests(root) {
  return readdirSync(join(root, "packages"))
    .map((folder) => ({ folder, manifest: readJson(join(root, "packages", folder, "package.json")) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/**
 * What a release still lacks, a line each; nothing where it may go out. A registry grants provenance only to a package that names the repository
 * in which it is made.
 */
export function findLacks(root, environment = {}) {
  const manifests = readManifests(root);
  const { version } = readJson(join(root, "lerna.json"));
  const said = /VERSION = "([^"]+)"/.exec(readFileSync(join(root, "packages/server/src/version.ts"), "utf8"))?.[1];
  const [, newest, date] = /^## \[([^\]]+)\] – (.+)$/m.exec(readFileSync(join(root, "CHANGELOG.md"), "utf8")) ?? [];
  return [
    ...lacksOfRepository(manifests, repositoryOfCi(environment)),
    ...manifests.filter(({ manifest }) => manifest.version !== version).map(({ folder, manifest }) => `packages/${folder}: its version is ${manifest.version}, lerna.json has ${version}`),
    ...(said === version ? [] : [`packages/server/src/version.ts: says ${said}, lerna.json has ${version}`]),
    ...(newest === version && /^\d{4}-\d\d-\d\d$/.test(date ?? "") ? [] : [`CHANGELOG.md: its newest heading has to be "## [${version}] – <date>"`]),
  ];
}

/** The repository for which a CI signs, as its own variables say it; undefined elsewhere. */
function repositoryOfCi({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, CI_PROJECT_URL }) {
  return GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : CI_PROJECT_URL;
}

function lacksOfRepository(manifests, signed) {
  const addresses = new Set(manifests.map(({ manifest }) => manifest.repository?.url));
  const wrong = manifests.flatMap(({ folder, manifest: { repository } }) => {
    const isWhole = repository?.type === "git" && GIT_ADDRESS.test(repository.url ?? "") && repository.directory === `packages/${folder}`;
    return isWhole ? [] : [`packages/${folder}: repository has to be { "type": "git", "url": "git+https://….git", "directory": "packages/${folder}" }`];
  });
  if (addresses.size > 1) wrong.push("packages: repository has to be the same for all");
  if (wrong.length === 0 && signed && [...addresses][0] !== `git+${signed}.git`) wrong.push(`packages: this CI signs for ${signed}, and the packages name ${[...addresses][0]}`);
  return wrong;
}
