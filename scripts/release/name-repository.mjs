// `npm run release:repository -- https://git.example/shop/model-3d`: writes where the packages are made into each of them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readManifests } from "./find-lacks.mjs";

const root = process.argv[3] ?? fileURLToPath(new URL("../..", import.meta.url));
const ADDRESS = /^https:\/\/[^\s/?#]+\/[^\s?#]+[^\s?#/]$/;
const address = (process.argv[2] ?? "").replace(/(?:\/|\.git)+$/, "");
if (!ADDRESS.test(address)) {
  console.error("\n  Name the repository as a browser opens it: npm run release:repository -- https://git.example/shop/model-3d\n");
  process.exit(1);
}
/** Before these, where a reader looks for it. */
const BEHIND = "license";
for (const { folder, manifest } of readManifests(root)) {
  const said = { homepage: `${address}#readme`, bugs: `${address}/issues`, repository: { type: "git", url: `git+${address}.git`, directory: `packages/${folder}` } };
  const entries = Object.entries(manifest).filter(([name]) => !(name in said));
  const at = entries.findIndex(([name]) => name === BEHIND) + 1;
  writeFileSync(join(root, "packages", folder, "package.json"), `${JSON.stringify(Object.fromEntries([...entries.slice(0, at), ...Object.entries(said), ...entries.slice(at)]), null, 2)}\n`);
  console.log(`packages/${folder}/package.json: ${said.repository.url}, ${said.repository.directory}`);
}
