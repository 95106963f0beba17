import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

/** What a bench prints, a line a figure: each with its goal beside it. */
const HEAD = `# What was measured

Made by \`npm run bench\` (\`npm run bench -- list\` for one), which measures ours and what it is compared with in turn, in one run. Machines differ and are shared: only the
ratios say something, the other figures are there to see that the work was real.
`;

const directory = import.meta.dirname;
const names = process.argv.slice(2);
const benches = readdirSync(directory)
  .filter((file) => file.endsWith(".bench.ts") && (names.length === 0 || names.includes(file.replace(/\.bench\.ts$/, ""))))
  .sort();
if (benches.length === 0) throw new Error(`There is no such bench; there are ${readdirSync(directory).filter((file) => file.endsWith(".bench.ts")).join(", ")}.`);

/** Each in a process of its own, one after the other, so that none finds the memory or the caches of another. */
function measure(file: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, join(directory, file)], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, MODEL_3D_TEST_DURABLE: "1" } });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      process.stdout.write(chunk);
      output += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(output.split("\n").filter((line) => line.trim() !== "")) : reject(new Error(`${file} ended with ${code}.`))));
  });
}

const results = join(directory, "RESULTS.md");
const titleOf = (file: string) => file.replace(/\.bench\.ts$/, "").replaceAll("-", " ");
/** What was measured before, by its title. */
const sections = new Map(
  (existsSync(results) ? readFileSync(results, "utf8") : "").split(/^## /m).slice(1).map((section) => {
    const [title = "", ...lines] = section.split("\n");
    return [title, lines.filter((line) => line.trim() !== "")] as const;
  }),
);
for (const file of benches) {
  const lines = await measure(file);
  sections.set(titleOf(file), [...lines.map((line) => `- ${line}`), `- (Node ${process.versions.node}, ${availableParallelism()} processors)`]);
  // After each, since the next one may take long.
  const text = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, shown]) => `\n## ${title}\n\n${shown.join("\n")}\n`);
  writeFileSync(results, `${HEAD}${text.join("")}`);
}
