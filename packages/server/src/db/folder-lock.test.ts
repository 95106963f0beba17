import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFolder } from "./folder-lock.ts";

const MODULE = fileURLToPath(new URL("./folder-lock.ts", import.meta.url));

describe("the lock of a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "model-3d-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const lockPath = () => join(folder, "model-3d.lock");

  /** Processes that try to take the folder all at once, hold it, and say what came of it. */
  const contenders = (count: number) =>
    Array.from({ length: count }, () => {
      const code = `import { lockFolder } from ${JSON.stringify(MODULE)}; try { lockFolder(${JSON.stringify(folder)}); console.log("taken"); setInterval(() => {}, 1000); } catch (error) { console.log(error.message); }`;
      return spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: ["ignore", "pipe", "inherit"] });
    });
  const firstLine = async (child: ReturnType<typeof spawn>) => String((await once(child.stdout ?? child, "data"))[0]).trim();
  const end = async (child: ReturnType<typeof spawn>) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  };

  it("refuses a second living process in one line, and takes over the lock of one that was killed", async () => {
    const [holder] = contenders(1);
    if (!holder) throw new Error("no process");
    expect(await firstLine(holder)).toBe("taken");
    expect(() => lockFolder(folder)).toThrow(`in use by process ${holder.pid}.`);
    await end(holder);
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow("in use by this process already");
    unlock();
    unlock();
    expect(existsSync(lockPath())).toBe(false);
  });

  it("gives the lock of a dead process to exactly one of many", async () => {
    const [dead] = contenders(1);
    if (!dead) throw new Error("no process");
    await firstLine(dead);
    await end(dead);
    const children = contenders(6);
    const lines = await Promise.all(children.map(firstLine));
    expect(lines.filter((line) => line === "taken")).toHaveLength(1);
    expect(lines.filter((line) => line.includes("is in use by process"))).toHaveLength(5);
    await Promise.all(children.map(end));
  });

  it("is not fooled by a process that got the number of a dead one", () => {
    lockFolder(folder);
    const holder = JSON.parse(readFileSync(lockPath(), "utf8")) as object;
    writeFileSync(lockPath(), JSON.stringify({ ...holder, startedAt: "another boot 1" }));
    lockFolder(folder)();
    expect(existsSync(lockPath())).toBe(false);
  });

  it.each(["", "{", "null", '{"pid":"x"}'])("takes over a lock that holds %j", (text) => {
    writeFileSync(lockPath(), text);
    lockFolder(folder)();
    expect(existsSync(lockPath())).toBe(false);
  });
});
