import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MissingFileError, openStorage, resolveStorageOptions, type Storage } from "./open-storage.ts";
import { isStorageKey } from "./storage-key.ts";
import { startBucketServer, type BucketServer } from "./test/bucket-server.ts";

const PNG = { contentType: "image/png", maxBytes: 1000 };
let directory: string;
let bucket: BucketServer;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "model-3d-storage-"));
  bucket = await startBucketServer("photos");
});
afterEach(async () => {
  await bucket.close();
  await rm(directory, { recursive: true, force: true });
});

const openFolder = () => openStorage({ kind: "folder", directory });
const openBucket = () =>
  openStorage({
    kind: "s3",
    bucket: "photos",
    region: "auto",
    endpoint: bucket.endpoint,
    prefix: "shop/one",
    temporaryDirectory: directory,
    credentials: { accessKeyId: "test-key", secretAccessKey: "test-secret" },
  });

async function keysOf(storage: Storage, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of storage.list(prefix)) keys.push(key);
  return keys.sort();
}

const temporaryFiles = (storage: Storage) => readdir(storage.temporaryDirectory).then((names) => names.filter((name) => name.endsWith(".tmp")));

/** Sends two chunks and then does as told; nothing more ever comes. */
function brokenStream(end: () => void): Readable {
  let chunks = 0;
  return new Readable({
    read() {
      chunks += 1;
      if (chunks <= 2) this.push(Buffer.alloc(10));
      else setImmediate(end);
    },
  });
}

// The SDK cannot be loaded by Node under the bundlers' condition "module", which a test runner may hand on.
const kinds = [["folder", openFolder] as const, ["s3", openBucket] as const].filter(([kind]) => kind === "folder" || canLoadSdk());

function canLoadSdk(): boolean {
  return !process.execArgv.includes("module") && !process.execArgv.includes("--conditions=module");
}

for (const [kind, open] of kinds) {
  describe(`storage of kind ${kind}`, () => {
    it("gives back what was written, whole and in ranges, with length and hash", async () => {
      const storage = await open();
      const written = await storage.write("a/b.png", Readable.from([Buffer.from("hello "), Buffer.from("world")]), PNG);
      expect(written).toEqual({ bytes: 11, sha256: createHash("sha256").update("hello world").digest("hex") });
      expect((await buffer(await storage.open("a/b.png"))).toString()).toBe("hello world");
      expect((await buffer(await storage.open("a/b.png", { start: 6 }))).toString()).toBe("world");
      expect((await buffer(await storage.open("a/b.png", { start: 2, end: 4 }))).toString()).toBe("llo");
      expect(await storage.size("a/b.png")).toBe(11);
      expect(await storage.exists("a/b.png")).toBe(true);
      expect(await temporaryFiles(storage)).toEqual([]);
    });

    it("lists what lies under a prefix, all pages of it and nothing beside it", async () => {
      const storage = await open();
      const keys = ["a/1", "a/2/x", "a/3", "a/4", "a/5", "ab/6", "c"];
      for (const key of keys) await storage.write(key, Buffer.from(key), PNG);
      expect(await keysOf(storage)).toEqual(keys);
      expect(await keysOf(storage, "a")).toEqual(["a/1", "a/2/x", "a/3", "a/4", "a/5"]);
      expect(await keysOf(storage, "nothing")).toEqual([]);
    });

    it("removes once and again", async () => {
      const storage = await open();
      await storage.write("a/b/c", Buffer.from("x"), PNG);
      await storage.remove("a/b/c");
      await storage.remove("a/b/c");
      await storage.remove("never/was");
      expect(await storage.exists("a/b/c")).toBe(false);
      expect(await keysOf(storage)).toEqual([]);
    });

    it("says by its own error that a file is missing", async () => {
      const storage = await open();
      await expect(storage.open("a/b")).rejects.toBeInstanceOf(MissingFileError);
      await expect(storage.size("a/b")).rejects.toBeInstanceOf(MissingFileError);
      expect(await storage.stat("a/b")).toBeNull();
    });

    it("leaves nothing of a file that is too large, and keeps the one it would have replaced", async () => {
      const storage = await open();
      await storage.write("a", Buffer.from("old"), PNG);
      await expect(storage.write("a", Readable.from([Buffer.alloc(999), Buffer.alloc(2)]), PNG)).rejects.toMatchObject({ code: "payload_too_large", details: { limit: 1000 } });
      await expect(storage.write("b", Buffer.alloc(1001), PNG)).rejects.toMatchObject({ code: "payload_too_large" });
      expect((await buffer(await storage.open("a"))).toString()).toBe("old");
      expect(await keysOf(storage)).toEqual(["a"]);
      expect(await temporaryFiles(storage)).toEqual([]);
    });

    it("leaves nothing when it is aborted before or within the body, or the source fails", async () => {
      const storage = await open();
      await expect(storage.write("a", Buffer.alloc(1), { ...PNG, signal: AbortSignal.abort() })).rejects.toThrow();
      const within = new AbortController();
      await expect(storage.write("a", brokenStream(() => within.abort()), { ...PNG, signal: within.signal })).rejects.toThrow();
      const source: Readable = brokenStream(() => source.destroy(new Error("the disk of the sender broke")));
      await expect(storage.write("a", source, PNG)).rejects.toThrow("the disk of the sender broke");
      expect(await keysOf(storage)).toEqual([]);
      expect(await temporaryFiles(storage)).toEqual([]);
    });

    it("takes no key that leads out of it", async () => {
      const storage = await open();
      for (const key of ["../a", "a/../../b", "/etc/passwd", "a//b", "a/", "", ".hidden", "a/.temporary/b", "a\0b", "a\\b", "%2e%2e/a", "a".repeat(201), "a b", "ä"]) {
        await expect(Promise.resolve().then(() => storage.write(key, Buffer.alloc(1), PNG)), key).rejects.toBeInstanceOf(RangeError);
        await expect(Promise.resolve().then(() => storage.open(key)), key).rejects.toBeInstanceOf(RangeError);
        await expect(Promise.resolve().then(() => storage.remove(key)), key).rejects.toBeInstanceOf(RangeError);
      }
      expect(await readdir(join(directory, ".."))).not.toContain("a");
    });

    it("finishes what is written while neighbours are removed", async () => {
      const storage = await open();
      await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          await storage.write(`same/folder/${index}`, Buffer.from("x"), PNG);
          if (index % 2 === 0) await storage.remove(`same/folder/${index}`);
        }),
      );
      expect((await keysOf(storage)).length).toBe(20);
    });

    it("clears away what a crash left in the temporary folder, but nothing that is fresh", async () => {
      const storage = await open();
      for (const name of ["old.tmp", "fresh.tmp", "old-but-not-ours"]) await writeFile(join(storage.temporaryDirectory, name), "x");
      for (const name of ["old.tmp", "old-but-not-ours"]) await utimes(join(storage.temporaryDirectory, name), 1000, 1000);
      expect(await storage.removeTemporaryFiles(new Date(2_000_000))).toBe(1);
      expect((await readdir(storage.temporaryDirectory)).filter((name) => !name.startsWith("."))).toEqual(expect.arrayContaining(["fresh.tmp", "old-but-not-ours"]));
      expect(await temporaryFiles(storage)).toEqual(["fresh.tmp"]);
    });

    it("says that it is well", async () => expect(await (await open()).check()).toBe("ok"));
  });
}

describe("a folder", () => {
  it("says in one line that it cannot be used", async () => {
    await writeFile(join(directory, "file"), "");
    const message = `The storage folder ${join(directory, "file", "sub")} cannot be written to (ENOTDIR). Choose another folder or change its permissions.`;
    await expect(openStorage({ kind: "folder", directory: join(directory, "file", "sub") })).rejects.toThrow(message);
  });

  it("tells of trouble without its path", async () => {
    const storage = await openFolder();
    await rm(directory, { recursive: true });
    await writeFile(directory, "");
    const told = await storage.check();
    expect(told).toContain("ENOTDIR");
    expect(told).not.toContain(directory);
  });

  it("leaves no empty folders behind", async () => {
    const storage = await openFolder();
    await storage.write("a/b/c", Buffer.from("x"), PNG);
    await storage.remove("a/b/c");
    expect((await readdir(directory)).filter((name) => !name.startsWith("."))).toEqual([]);
  });
});

describe.runIf(canLoadSdk())("a bucket", () => {
  it("puts everything under the prefix, signed, with its type and length", async () => {
    const storage = await openBucket();
    await storage.write("a.png", Buffer.from("abc"), PNG);
    expect([...bucket.objects.keys()]).toEqual(["shop/one/a.png"]);
    const put = bucket.requests.find(({ method }) => method === "PUT");
    expect(put?.headers).toMatchObject({ "content-type": "image/png", "content-length": "3" });
    expect(put?.headers.authorization).toContain("Credential=test-key/");
    expect(put?.headers["x-amz-acl"]).toBeUndefined();
  });

  it("takes what may be larger than one request is in parts, as it comes, hashed and whole", async () => {
    const storage = await openBucket();
    const large = { contentType: "application/zip", maxBytes: 20 * 1024 ** 3 };
    const bytes = randomBytes(20 * 1024 * 1024);
    const pieces = Array.from({ length: 320 }, (_, at) => bytes.subarray(at * 65_536, (at + 1) * 65_536));
    expect(await storage.write("archives/a", Readable.from(pieces, { objectMode: false }), large)).toEqual({ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
    expect(bucket.objects.get("shop/one/archives/a")).toMatchObject({ contentType: "application/zip" });
    expect((await buffer(await storage.open("archives/a"))).equals(bytes)).toBe(true);
    expect(bucket.requests.filter(({ path }) => path.includes("partNumber")).map(({ headers }) => Number(headers["content-length"]))).toEqual([8, 8, 4].map((size) => size * 1024 * 1024));
    await storage.write("archives/small", Readable.from([Buffer.from("few")]), large);
    await storage.write("archives/empty", Readable.from([]), large);
    expect([await storage.size("archives/small"), await storage.size("archives/empty")]).toEqual([3, 0]);
    expect(bucket.unfinished.size).toBe(0);
  });

  it("keeps nothing of one in parts that fails, is aborted, or whose bucket refuses, and clears away what a crash left", async () => {
    const storage = await openBucket();
    const large = { contentType: "application/zip", maxBytes: 20 * 1024 ** 3 };
    /** More than a part, and then as told. */
    const broken = (end: (stream: Readable) => void) => {
      let chunks = 0;
      return new Readable({
        read() {
          if ((chunks += 1) <= 10) this.push(Buffer.alloc(1024 * 1024));
          else setImmediate(() => end(this));
        },
      });
    };
    await expect(storage.write("a", broken((stream) => stream.destroy(new Error("the reader broke"))), large)).rejects.toThrow("the reader broke");
    const left = new AbortController();
    await expect(storage.write("a", broken(() => left.abort(new Error("it stops"))), { ...large, signal: left.signal })).rejects.toThrow("it stops");
    await expect(storage.write("a", Buffer.alloc(1), { ...large, signal: AbortSignal.abort() })).rejects.toThrow();
    expect([bucket.unfinished.size, bucket.objects.size]).toEqual([0, 0]);
    const refused = storage.write("a", broken((stream) => {
      bucket.failWith = 403;
      stream.push(Buffer.alloc(9 * 1024 * 1024));
      stream.push(null);
    }), large);
    await expect(refused).rejects.toMatchObject({ name: "StorageAwayError", message: "The bucket answers with status 403." });
    bucket.failWith = null;
    expect([bucket.unfinished.size, bucket.objects.size]).toEqual([1, 0]);
    expect(await storage.removeTemporaryFiles(new Date(Date.now() + 23 * 3_600_000))).toBe(0);
    expect(await storage.removeTemporaryFiles(new Date(Date.now() + 25 * 3_600_000))).toBe(1);
    expect(bucket.unfinished.size).toBe(0);
  });

  it("tells of trouble by its status, and passes it on", async () => {
    const storage = await openBucket();
    bucket.failWith = 403;
    expect(await storage.check()).toBe("The bucket answers with status 403.");
    const away = { name: "StorageAwayError", message: "The bucket answers with status 403." };
    await expect(storage.write("a", Buffer.alloc(1), PNG)).rejects.toMatchObject(away);
    await expect(storage.open("a")).rejects.toMatchObject(away);
    await expect(storage.remove("a")).rejects.toMatchObject(away);
    await expect(storage.stat("a")).rejects.toMatchObject(away);
    await expect(storage.exists("a")).rejects.toMatchObject({ name: "StorageAwayError" });
    expect(await temporaryFiles(storage)).toEqual([]);
  });
});

describe("options", () => {
  it("name what cannot be used", () => {
    expect(() => resolveStorageOptions({ kind: "s3", bucket: "", region: "auto" })).toThrow("storage.bucket");
    expect(() => resolveStorageOptions({ kind: "s3", bucket: "a", region: "" })).toThrow("storage.region");
    expect(() => resolveStorageOptions({ kind: "s3", bucket: "a", region: "auto", endpoint: "nowhere" })).toThrow("storage.endpoint");
    expect(() => resolveStorageOptions({ kind: "s3", bucket: "a", region: "auto", prefix: "../b" })).toThrow("storage.prefix");
    expect(() => resolveStorageOptions({ kind: "folder", directory: "" })).toThrow("storage.directory");
    expect(resolveStorageOptions()).toMatchObject({ kind: "folder" });
  });
});

describe("isStorageKey", () => {
  it("lets no text through that leaves the folder", () => {
    const pieces = fc.constantFrom("..", ".", "/", "\\", "a", "%2e", "\0", "-", "_", "b.png", "~", " ");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const key = parts.join("");
        const root = "/root/folder/";
        return !isStorageKey(key) || (join(root, key).startsWith(root) && join(root, key) === root + key);
      }),
      { numRuns: 2000 },
    );
  });

  it("takes the keys that the program makes", () => {
    expect(isStorageKey("source-images/3f0c1d4e-0000-4000-8000-000000000000")).toBe(true);
    expect(isStorageKey("model-files/3f0c1d4e-0000-4000-8000-000000000000/3f0c1d4e-0000-4000-8000-000000000000/model.glb")).toBe(true);
  });
});
