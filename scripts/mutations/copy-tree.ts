import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A copy of the tree for one's own changes: the files as they are or as a commit has them, with the packages of the original, and with our own
 * packages leading into the copy. @returns its folder.
 */
export function copyTree(root: string, commit: string | undefined): string {
  const copy = mkdtempSync(join(tmpdir(), "model-3d-mutations-"));
  if (commit) {
    run("sh", ["-c", 'git archive "$1" | tar -x -C "$2"', "sh", commit, copy], root);
  } else {
    const files = run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], root).split("\0").filter(Boolean);
    for (const file of files.filter((name) => existsSync(join(root, name)))) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      cpSync(join(root, file), join(copy, file));
    }
  }
  linkPackages(join(root, "node_modules"), join(copy, "node_modules"));
  linkOurs(root, copy);
  for (const name of readdirSync(join(root, "packages"))) {
    const own = join(root, "packages", name, "node_modules");
    if (existsSync(own) && existsSync(join(copy, "packages", name))) symlinkSync(own, join(copy, "packages", name, "node_modules"));
  }
  return copy;
}

function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) if (name !== "@model-3d" && name !== ".cache" && name !== ".vite") symlinkSync(join(from, name), join(to, name));
}

function linkOurs(root: string, copy: string): void {
  mkdirSync(join(copy, "node_modules/@model-3d"));
  for (const name of readdirSync(join(root, "node_modules/@model-3d"))) {
    const folder = name === "demo" ? join(copy, "demo") : join(copy, "packages", name);
    if (existsSync(folder)) symlinkSync(folder, join(copy, "node_modules/@model-3d", name));
  }
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout;
}
