import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { MeshError, type PackFiles } from "@model-3d/mesh";
import { CommandMistake } from "./command-failure.ts";

/** A name that no format has to change, so that names which differ stay so. */
const PLAIN_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;
const NAME_CHARACTERS = 90;
const DIGEST_CHARACTERS = 6;

interface FilesOptions {
  /** Path of the file to open; others of a format of several lie beside it. */
  target: string;
  /** Whether what is there may be replaced. */
  isForced: boolean;
  /** What was begun is gone as soon as it is aborted, before anybody ends the program. */
  stopped?: AbortSignal | undefined;
}

/** The files of one conversion: all appear once all are written, or none does. */
export class WrittenFiles {
  readonly #target: string;
  readonly #isForced: boolean;
  readonly #partial: string;
  readonly #stopped: AbortSignal | undefined;
  #paths: string[] = [];

  constructor({ target, isForced, stopped }: FilesOptions) {
    this.#stopped = stopped;
    this.#target = target;
    this.#isForced = isForced;
    this.#partial = join(dirname(target), `.${randomUUID()}.part`);
  }

  /** What the names beside the target begin with: its own name, told apart by a digest where a format would have to change it. */
  get name(): string {
    const file = basename(this.#target).replace(/\.zip$/i, "");
    const own = basename(file, extname(file));
    if (PLAIN_NAME.test(own)) return own;
    return `${[...own].slice(0, NAME_CHARACTERS).join("")}-${createHash("sha256").update(own).digest("hex").slice(0, DIGEST_CHARACTERS)}`;
  }

  /** What was written, the target first. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  /** @throws CommandMistake for a target that can be no file. */
  async refuseUnfit(): Promise<void> {
    if (this.#target === "-") throw new CommandMistake("Nothing is written to standard output. Give the path of a file in place of -.");
    const kind = await kindOf(this.#target);
    // What is put in its place would be a common file from then on: the whole system's `/dev/null`, too.
    if (kind === "other") throw new CommandMistake(`${this.#target} is a device, a pipe or a socket, and no file that could be replaced. Give the path of a file.`);
    if (kind === "folder") throw new CommandMistake(`${this.#target} is a folder. Name a file in it, such as ${join(this.#target, "chair.stl")}.`);
  }

  /** @throws CommandMistake for a target that is there and may not be replaced. */
  async refuseTaken(): Promise<void> {
    await this.#refuse([this.#target]);
  }

  /** For the `pack` of a format of several files; {@link finish} has to take what it yields. */
  readonly pack: PackFiles = (files) => this.#writeEach(files);

  /** @throws CommandMistake for a file that is there; Error in one line for what the disk refuses; what the chunks throw. */
  async write(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    await this.finish(this.#writeEach([{ chunks }]));
  }

  /** Takes all that {@link pack} yields and puts the files where they belong. @throws as {@link write}. */
  async finish(packed: AsyncGenerator<Uint8Array>): Promise<void> {
    const clear = () => rmSync(this.#partial, { recursive: true, force: true, maxRetries: 3 });
    this.#stopped?.addEventListener("abort", clear);
    try {
      this.#stopped?.throwIfAborted();
      mkdirSync(this.#partial);
      while (!(await packed.next()).done) this.#stopped?.throwIfAborted();
      this.#place();
    } catch (error) {
      throw this.#explain(error);
    } finally {
      this.#stopped?.removeEventListener("abort", clear);
      clear();
    }
  }

  async *#writeEach(files: readonly { path?: string; chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }[]): AsyncGenerator<Uint8Array> {
    this.#paths = files.map(({ path }, at) => (at === 0 || path === undefined ? this.#target : join(dirname(this.#target), path)));
    await this.#refuse(this.#paths);
    for (const [at, { chunks }] of files.entries()) {
      const file = await open(this.#partOf(at), "wx");
      try {
        for await (const chunk of chunks) {
          await file.appendFile(chunk);
          yield chunk;
        }
      } finally {
        await file.close();
      }
    }
  }

  /** The one to open comes last: whoever sees it finds the others there. In one go, so that nobody stops the program between two of them. */
  #place(): void {
    for (const [at, path] of [...this.#paths.entries()].reverse()) {
      if (at > 0) mkdirSync(dirname(path), { recursive: true });
      renameSync(this.#partOf(at), path);
    }
  }

  async #refuse(paths: readonly string[]): Promise<void> {
    if (this.#isForced) return;
    for (const path of paths) if ((await kindOf(path)) !== null) throw new CommandMistake(`${path} is there already. Give another name, or --force.`);
  }

  #explain(error: unknown): unknown {
    // What was cleared away cannot be written any more.
    if (this.#stopped?.aborted) return new Error("Stopped: nothing was written.", { cause: error });
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof MeshError || error instanceof CommandMistake || code === undefined) return error;
    return new Error(code === "ENOENT" ? `There is no folder ${dirname(this.#target)}.` : `${this.#target} cannot be written (${code}).`, { cause: error });
  }

  readonly #partOf = (at: number) => join(this.#partial, String(at));
}

const kindOf = (path: string) =>
  stat(path).then(
    (found) => (found.isFile() ? "file" : found.isDirectory() ? "folder" : "other"),
    () => null,
  );
