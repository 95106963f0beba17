import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunPart } from "./run-part.ts";

/** What a run is about, and what came of its parts: all that is not in its database. */
export interface KeptRun {
  users: number;
  items: number;
  places: number;
  late: number;
  /** Where its servers are reached: addresses of it are in the database. 0 before the first part, which takes what the system gives. */
  port: number;
  userIds: string[];
  /** Of each user who has asked, in that order. */
  batchIds: [userId: string, ids: string[]][];
  parts: RunPart[];
}

export type RunSize = Pick<KeptRun, "users" | "items" | "places" | "late">;

const fileOf = (folder: string) => join(folder, "run.json");

/** The run of a folder, or a new one. @throws Error when the one that is there is about something else. */
export async function readKeptRun(folder: string, size: RunSize): Promise<KeptRun> {
  if (!existsSync(fileOf(folder))) return newRun(size);
  const kept = JSON.parse(await readFile(fileOf(folder), "utf8")) as KeptRun;
  const other = (Object.keys(size) as (keyof RunSize)[]).find((name) => kept[name] !== size[name]);
  if (other) throw new Error(`The run in ${folder} was begun with --${other} ${kept[other]}: go on with that, or take another folder.`);
  return kept;
}

export function newRun(size: RunSize): KeptRun {
  return { ...size, port: 0, userIds: Array.from({ length: size.users }, () => randomUUID()), batchIds: [], parts: [] };
}

/** Whole or not at all. */
export async function keepRun(folder: string, run: KeptRun): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${fileOf(folder)}.draft`, JSON.stringify(run));
  await rename(`${fileOf(folder)}.draft`, fileOf(folder));
}
