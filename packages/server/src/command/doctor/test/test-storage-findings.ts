import { execFile } from "node:child_process";
import { chmod, mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { examine, expectFinding, expectGone } from "./examine.ts";

const run = promisify(execFile);

/** @param folder one of the caller's, which everybody may enter */
export function testStorageFindings(folder: () => string): void {
  it("finds a folder that cannot be written to, and uses it once its remedy was run", async () => {
    const files = join(folder(), "its files");
    await mkdir(files);
    await chmod(files, 0o555);
    const isRoot = userInfo().uid === 0;
    // The administrator may write everywhere, so that another has to look.
    const look = async () => {
      const { stdout } = await run(process.execPath, ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning", fileURLToPath(new URL("../../run-command.ts", import.meta.url)), "doctor", "--json", "--storage", files], { cwd: "/", env: { PATH: process.env.PATH }, ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}) }).catch((error: { stdout: string }) => error);
      const { checks } = JSON.parse(stdout) as Awaited<ReturnType<typeof examine>>;
      return { code: checks.some(({ state }) => state === "broken") ? 1 : 0, complained: "", checks, findings: checks.flatMap(({ findings }) => findings) };
    };
    const found = expectFinding(await look(), "storage_unusable");
    for (const line of found.remedy) {
      const command = line.replace(/^sudo /, "");
      await run("sh", ["-c", command]);
    }
    const mended = await look();
    expectGone(mended, "storage_unusable");
    expect(mended.checks.find(({ name }) => name === "storage")).toMatchObject({ state: "well", note: expect.stringContaining("written, read and removed") });
  });

  it("names what a bucket needs", async () => {
    const found = expectFinding(await examine(["--storage", "s3://shop/models?region=eu&endpoint=http://127.0.0.1:1"]), "storage_unusable");
    expect(found.remedy.join("\n")).toMatch(/head-bucket --bucket shop --endpoint-url http:\/\/127\.0\.0\.1:1\n.*shop\/models\/\*: s3:GetObject/);
    expect(expectFinding(await examine(["--storage", join(folder(), "nowhere")]), "storage_unusable").remedy[0]).toBe(`sudo mkdir -p ${join(folder(), "nowhere")}`);
  });
}
