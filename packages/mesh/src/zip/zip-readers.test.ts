import { execFile, spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { zipEntryOf } from "../../test/zip-entry.ts";
import { writeZip, type ZipEntry } from "./write-zip.ts";

const run = promisify(execFile);
const READ = "import sys, zipfile, json; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps([z.testzip() if len(sys.argv) < 3 else None, [[i.filename, i.file_size] for i in z.infolist()]]))";

/** Two readers that somebody else wrote, where the machine has them. */
const hasReaders = ["unzip", "python3"].every((program) => spawnSync(program, ["-h"]).error === undefined);

describe("a ZIP that other programs open", () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "model-3d-zip-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.runIf(hasReaders)("is read by unzip and Python, entries that are announced as huge among them", async () => {
    const text = new TextEncoder().encode("v 0 0 0\n".repeat(20_000));
    const entries = () => [zipEntryOf("stühle/a.txt", text, true), zipEntryOf("b.bin", text, false, true), zipEntryOf("empty", new Uint8Array(0), true, true)];
    const file = join(folder, "small.zip");
    await pipeline(Readable.from(writeZip(entries())), createWriteStream(file));
    expect((await run("unzip", ["-t", file])).stdout).toContain("No errors detected");
    const { stdout } = await run("python3", ["-c", READ, file]);
    expect(JSON.parse(stdout)).toEqual([null, [["stühle/a.txt", text.length], ["b.bin", text.length], ["empty", 0]]]);
  });

  it.runIf(hasReaders)("has ZIP64 from 65,535 entries on", async () => {
    const file = join(folder, "many.zip");
    const many = Array.from({ length: 65_600 }, (_, at) => zipEntryOf(`${at}`, new Uint8Array(0), false));
    await pipeline(Readable.from(writeZip(many)), createWriteStream(file));
    const { stdout } = await run("python3", ["-c", READ, file], { maxBuffer: 64 * 1024 * 1024 });
    const [broken, listed] = JSON.parse(stdout) as [null, [string, number][]];
    expect([broken, listed.length, listed.at(-1)]).toEqual([null, 65_600, ["65599", 0]]);
  }, 120_000);

  it.runIf(hasReaders)("has ZIP64 beyond 4 GiB, of an entry and of what follows it, and refuses one that was not announced", async () => {
    const chunk = new Uint8Array(64 * 1024 * 1024);
    const count = 65;
    const huge = (isHuge: boolean): ZipEntry => ({ path: "huge", isCompressed: false, isHuge, chunks: Array.from({ length: count }, () => chunk) });
    const file = join(folder, "huge.zip");
    // What is zero takes no room on the disk: it is stepped over.
    const handle = await open(file, "w");
    let at = 0;
    for await (const piece of writeZip([huge(true), zipEntryOf("after", new Uint8Array([1, 2, 3, 4]), false)], { checksum: crc32 })) {
      if (piece !== chunk) await handle.write(piece, 0, piece.length, at);
      at += piece.length;
    }
    await handle.close();
    const { stdout } = await run("python3", ["-c", READ, file, "list"]);
    expect(JSON.parse(stdout)[1]).toEqual([["huge", count * chunk.length], ["after", 4]]);
    expect((await run("unzip", ["-p", file, "after"], { encoding: "buffer" })).stdout).toEqual(Buffer.from([1, 2, 3, 4]));
    const writeAll = async () => {
      for await (const piece of writeZip([huge(false)], { checksum: crc32 })) at += piece.length;
    };
    await expect(writeAll()).rejects.toMatchObject({ code: "too_large" });
  }, 120_000);
});
