import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const GUIDES = new URL("docs/guides/", ROOT);
const MAX_LINES = 150;
const read = (path: string) => readFile(new URL(path, ROOT), "utf8");

it("is short enough to be read as an example", async () => {
  expect((await read("examples/tripo-provider/create-tripo-provider.ts")).trimEnd().split("\n").length).toBeLessThan(MAX_LINES);
});

it("stands in the guide as it is here", async () => {
  const [, example] = /## A worked example[\s\S]*?```ts\n([\s\S]*?)```/.exec(await read("docs/guides/write-a-provider.md")) ?? [];
  expect(example).toBe(await read("examples/tripo-provider/create-tripo-provider.ts"));
});

it("and the guide name every hook of the checks, and every proof", async () => {
  const guide = await read("docs/guides/write-a-provider.md");
  const [, hooks = ""] = /interface ProviderUnderTest \{([\s\S]*?)\n\}/.exec(await read("packages/server/src/providers/conformance/provider-under-test.ts")) ?? [];
  const names = [...hooks.matchAll(/^ {2}(\w+)\??[(:]/gm)].map(([, name]) => name ?? "");
  expect(names).toContain("loseNextAnswer");
  for (const name of names) expect(guide).toMatch(new RegExp(`^\\|[^|]*\`${name}\``, "m"));
  for (const name of ["sharedSecretHeader", "timestampedHmac", "standardWebhooksProof", "ed25519Proof"]) expect(guide).toContain(`\`${name}(`);
});

it("and the guides lead nowhere that is not there", async () => {
  const pages = [...(await readdir(GUIDES)).map((name) => new URL(name, GUIDES)), new URL("examples/tripo-provider/README.md", ROOT)];
  for (const page of pages) {
    const links = [...(await readFile(page, "utf8")).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => new URL(link ?? "", page));
    expect(links.filter((link) => !existsSync(link)).map(String), String(page)).toEqual([]);
  }
});
