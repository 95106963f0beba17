import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { CommandMistake } from "./command-failure.ts";

/** Of the folder, where they are there; what a later one says counts. */
export const ENVIRONMENT_FILES = [".env", ".env.local"] as const;

/**
 * The variables as the host has them: of the process, and of the folder's files where the process has none. One that is empty is not given.
 * @param named a file in place of those of the folder
 * @throws CommandMistake where there is no such file.
 */
export function readEnvironment(own: Readonly<Record<string, string | undefined>>, { folder, named }: { folder: string; named: string | undefined }): Readonly<Record<string, string>> {
  const files = (named === undefined ? ENVIRONMENT_FILES : [named]).map((name) => resolve(folder, name));
  if (named !== undefined && !files.every((file) => existsSync(file))) throw new CommandMistake(`--env: there is no file ${files.join()}.`);
  const read = files.filter((file) => existsSync(file)).map((file) => parseEnv(readFileSync(file, "utf8")));
  const all: Record<string, string | undefined> = Object.assign({}, ...read, own);
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ""));
}
