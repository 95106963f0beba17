import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const git = (...words: string[]): string => execFileSync("git", words, { cwd: ROOT, encoding: "utf8" }).trim();

/** The commit before the newest migration, or before the one of this number. */
export function findVersionBefore(number: string | undefined): { commit: string; migration: string } {
  const migrations = readdirSync(join(ROOT, "migrations")).filter((name) => /^\d{4}-.*\.ts$/.test(name)).sort();
  const migration = number === undefined ? migrations.at(-1) : migrations.find((name) => name.startsWith(number));
  if (migration === undefined) throw new Error(`There is no migration ${number}; the newest is ${migrations.at(-1)}.`);
  const added = git("log", "--diff-filter=A", "-1", "--format=%H", "--", `migrations/${migration}`);
  if (added === "") throw new Error(`${migration} is not in the history yet: commit it first.`);
  return { commit: git("rev-parse", `${added}^`), migration };
}

/** Lays out an earlier version of the program in a folder, with the packages of this one and modules of its own. @returns what takes it away. */
export function openVersion(commit: string, directory: string): () => void {
  git("worktree", "add", "--quiet", "--detach", directory, commit);
  const modules = join(directory, "node_modules");
  mkdirSync(join(modules, "@model-3d"), { recursive: true });
  for (const name of readdirSync(join(ROOT, "node_modules"))) if (name !== "@model-3d") symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  for (const name of readdirSync(join(directory, "packages"))) {
    symlinkSync(join(directory, "packages", name), join(modules, "@model-3d", name));
    const own = join(ROOT, "packages", name, "node_modules");
    if (existsSync(own)) symlinkSync(own, join(directory, "packages", name, "node_modules"));
  }
  return () => {
    rmSync(directory, { recursive: true, force: true });
    git("worktree", "prune");
  };
}
