import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

/** What a bench prints, a line a figure: each with its goal beside it. */
const HEAD = `# What was measured

Made by \`npm run bench\`, which measures ours and what it is compared with in turn, in one run. Machines differ and are shared: only the
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

const sections: string[] = [];
for (const file of benches) sections.push([`\n## ${file.replace(/\.bench\.ts$/, "").replaceAll("-", " ")}\n`, ...(await measure(file)).map((line) => `- ${line}`), ""].join("\n"));
const machine = `Last run on Node ${process.versions.node} with ${availableParallelism()} processors.\n`;
if (names.length === 0) writeFileSync(join(directory, "RESULTS.md"), `${HEAD}\n${machine}${sections.join("")}`);
