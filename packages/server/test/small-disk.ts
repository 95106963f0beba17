import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real file system of so many bytes, that gets full as any disk does. */
export interface SmallDisk {
  readonly directory: string;
  /** Leaves no room. */
  fill(): Promise<void>;
  /** Makes the room that `fill` has taken. */
  clear(): Promise<void>;
  remove(): Promise<void>;
}

const BLOCK_BYTES = 4_096;
const MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$0" && echo ready && exec cat';

/** In a mount namespace of its own, which goes with its process: nothing of it is seen elsewhere. @returns null where this machine lets nobody mount, such as one that is not Linux. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk | null> {
  const mountPoint = await mkdtemp(join(tmpdir(), "model-3d-disk-"));
  const holder = spawn("unshare", [process.getuid?.() === 0 ? "-m" : "-Urm", "sh", "-c", MOUNT, mountPoint, String(bytes)], { stdio: ["pipe", "pipe", "ignore"] });
  if (!(await isReady(holder))) {
    await rm(mountPoint, { recursive: true });
    return null;
  }
  const directory = `/proc/${holder.pid}/root${mountPoint}`;
  const filler = join(directory, "filler");
  return {
    directory: join(directory, "files"),
    async fill() {
      for (let size = bytes; size >= BLOCK_BYTES; size = Math.floor(size / 2)) {
        await writeFile(filler, Buffer.alloc(size), { flag: "a" }).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== "ENOSPC") throw error;
        });
      }
    },
    clear: () => rm(filler, { force: true }),
    async remove() {
      const gone = once(holder, "exit");
      holder.stdin?.end();
      await gone;
      await rm(mountPoint, { recursive: true, force: true });
    },
  };
}

function isReady(holder: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    holder.once("error", () => resolve(false));
    holder.once("exit", () => resolve(false));
    holder.stdout?.once("data", () => resolve(true));
  });
}
