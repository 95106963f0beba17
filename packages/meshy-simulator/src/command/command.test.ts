import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FAULT_NAMES, FAULTS } from "../faults/faults.ts";
import { HELP, parseCommand } from "./parse-command.ts";

const parse = (line: string) => parseCommand(line.split(" ").filter(Boolean), () => 99);
const BIN = fileURLToPath(new URL("../../bin/meshy-simulator.mjs", import.meta.url));

async function run(line: string): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [BIN, ...line.split(" ")]);
  const seen = { out: "", err: "" };
  child.stdout.on("data", (part: Buffer) => (seen.out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (seen.err += part.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...seen };
}

describe("the command line", () => {
  it("has defaults: port 4010, 60 times Meshy's pace, a seed drawn anew", () => {
    expect(parse("")).toMatchObject({ kind: "run", options: { port: 4010, speed: 60, seed: 99, balance: 10_000, fileLifeMs: 259_200_000, webhooks: [], faults: {} } });
  });

  it("takes every flag", () => {
    const line = "--port 0 --host ::1 --public-url https://m.example/ --key a --key b --seed 7 --speed 0.5 --balance 5 --file-life-hours 1 --webhook http://h/1 --webhook-secret s --fault expired=0.1 --fault stall=1 --quiet";
    expect(parse(line)).toEqual({
      kind: "run",
      options: {
        ...{ port: 0, host: "::1", publicUrl: "https://m.example", apiKeys: ["a", "b"], seed: 7, speed: 0.5, balance: 5, fileLifeMs: 3_600_000 },
        ...{ webhooks: [{ url: "http://h/1", secret: "s" }], faults: { expired: 0.1, stall: 1 }, log: undefined },
      },
    });
  });

  it.each([
    ["--port many", "--port must be a number, not many."],
    ["--port 70000", "port must be a whole number from 0 to 65535, not 70000."],
    ["--speed 0", "speed must be a number above 0, not 0."],
    ["--seed 1.5", "seed must be a whole number from 0 to"],
    ["--fault lightning=1", "There is no fault called lightning. --help names them all."],
    ["--fault expired", "--fault expired needs a probability, as in --fault expired=0.1."],
    ["--fault expired=2", "The probability of expired must be from 0 to 1, not 2."],
    ["--webhook http://h", "Each --webhook needs a --webhook-secret: there are 1 and 0."],
    ["--webhook ftp://h --webhook-secret s", "A webhook needs an http or https address, not ftp://h."],
    ["--bogus", "Unknown option '--bogus'"],
    ["stray", "Unexpected argument 'stray'"],
  ])("refuses %s in words", (line, message) => {
    expect(parse(line)).toEqual({ kind: "mistake", message: expect.stringContaining(message) });
  });

  it("names every fault in its help", () => {
    expect(parse("--help")).toEqual({ kind: "help" });
    for (const name of FAULT_NAMES) expect(HELP).toContain(`${name.padEnd(28)}${FAULTS[name].text}`);
  });
});

describe("meshy-simulator", () => {
  it("prints address, key and seed, answers, and ends when it is told to", async () => {
    const child = spawn(process.execPath, [BIN, "--port", "0", "--seed", "7", "--key", "msy_mine", "--quiet"]);
    let out = "";
    child.stdout.on("data", (part: Buffer) => (out += part.toString()));
    await expect.poll(() => out, { timeout: 20_000 }).toMatch(/user /);
    expect(out).toMatch(/^Meshy is simulated at http:\/\/127\.0\.0\.1:\d+\n {2}key {3}msy_mine\n {2}seed {2}7\n/);
    const [url = ""] = /http:\S+/.exec(out) ?? [];
    const answer = await fetch(`${url}/openapi/v1/balance`, { headers: { authorization: "Bearer msy_mine" } });
    expect(await answer.json()).toEqual({ balance: 10_000 });
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });

  it("says what is wrong, and which flag helps, with code 2", async () => {
    expect(await run("--speed fast")).toEqual({ code: 2, out: "", err: "--speed must be a number, not fast.\nTry meshy-simulator --help.\n" });
  });

  it("shows its help with code 0", async () => {
    expect(await run("--help")).toMatchObject({ code: 0, err: "", out: expect.stringContaining("--webhook-secret") });
  });
});
