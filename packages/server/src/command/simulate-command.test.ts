import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../test/start-test-host.ts";
import { executeCommand } from "./execute-command.ts";

const SIMULATOR = fileURLToPath(new URL("../../../meshy-simulator", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-3d-simulate-"));
  await writeFile(join(folder, "package.json"), "{}");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the command, asks the simulator once it is up, and stops it as Ctrl-C does. */
async function simulate(words: string[], environment: Record<string, string> = {}): Promise<{ code: number; out: string[]; err: string[]; balance: number | null }> {
  const [out, err]: [string[], string[]] = [[], []];
  const stopping = new AbortController();
  const ended = executeCommand(["simulate", "--port", "0", ...words], { environment, folder, print: (line) => out.push(line), complain: (line) => err.push(line), stopped: stopping.signal });
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const url = await until("it is up", () => hasEnded || /http:\/\/127\.0\.0\.1:\d+/.exec(out.join("\n"))?.[0]);
  let balance: number | null = null;
  if (typeof url === "string") ({ balance } = (await (await fetch(`${url}/openapi/v1/balance`, { headers: { authorization: "Bearer msy_simulator" } })).json()) as { balance: number });
  stopping.abort();
  return { code: await ended, out, err, balance };
}

describe("model-3d simulate", () => {
  it("says where the simulator comes from when it is not installed, and has npm install it when it is told to", async () => {
    const missing = await simulate([]);
    expect([missing.code, missing.err.join()]).toEqual([1, expect.stringMatching(/^The simulator is a package of its own, which is not installed here\. Run: npm install --save-dev @model-3d\/meshy-simulator@\S+, or give --install\.$/)]);
    // In the place of npm, what npm does: its folder with the package.
    const bin = join(folder, "bin");
    await mkdir(bin);
    await writeFile(join(bin, "npm"), `#!/bin/sh\necho "$@" > ${folder}/asked\nmkdir -p node_modules/@model-3d && ln -s ${SIMULATOR} node_modules/@model-3d/meshy-simulator\n`);
    await chmod(join(bin, "npm"), 0o755);
    const { code, balance, err } = await simulate(["--install", "--balance", "77", "--seed", "5"], { PATH: `${bin}:${process.env.PATH ?? ""}` });
    expect([code, balance, err]).toEqual([0, 77, []]);
  });

  it("prints the variables for the server, as JSON too, and the simulator's own complaint", async () => {
    const { out } = await simulate(["--webhook", "http://127.0.0.1:9/api/webhooks/meshy", "--webhook-secret", "whs_1"]);
    expect(out.join("\n")).toMatch(/Start your server with:\n {2}MESHY_BASE_URL=http:\/\/127\.0\.0\.1:\d+ MESHY_API_KEY=msy_simulator MESHY_WEBHOOK_SECRET=whs_1/);
    const json = await simulate(["--json", "--seed", "5"]);
    expect(json.out).toHaveLength(1);
    expect(JSON.parse(json.out[0] ?? "")).toMatchObject({ key: "msy_simulator", seed: 5, environment: { MESHY_API_KEY: "msy_simulator" } });
    expect(await simulate(["--speed", "fast"])).toMatchObject({ code: 1, err: ["--speed must be a number, not fast."] });
  });
});
