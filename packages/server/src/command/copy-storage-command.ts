import { copyStorage, type CopiedFiles } from "../files/copy-storage.ts";
import type { Storage } from "../files/open-storage.ts";
import type { Command, CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { openCommandStorage } from "./open-command-storage.ts";

async function storageOf(call: CommandCall, flag: "from" | "to", what: string): Promise<Storage> {
  const storage = await openCommandStorage(call.flag(flag), flag);
  if (!storage) throw new CommandMistake(`--${flag} is missing: ${what}`);
  return storage;
}

/** Takes the files of an installation to another place: from a folder into a bucket, from one bucket to another, or back. */
export const copyStorageCommand: Command<CopiedFiles> = {
  name: "storage copy",
  summary: "copy every file that a row names to another place, while the server works; what is there already is left",
  example: "storage copy --from /var/lib/shop/files --to \"s3://shop-models/files?region=eu-central-1\"",
  changes: "the place that --to names: files are added, none is replaced but one of another length",
  broken: "files are missing or damaged where they were to be copied from, or it could not be done",
  positionals: [],
  flags: {
    from: { value: "folder|s3://bucket/prefix?region=name", help: "where the files are (needed)" },
    to: { value: "folder|s3://bucket/prefix?region=name", help: "where they shall be too (needed); a folder has to be there" },
  },
  answer: {
    copied: "how many were copied",
    bytes: "how long these are together",
    kept: "how many were there already",
    missing: "keys of rows whose file is not where it was to be copied from",
    damaged: "keys of files that are not what was hashed when they came; these are not copied",
  },
  async run(call) {
    if (call.flag("from") !== undefined && call.flag("from") === call.flag("to")) throw new CommandMistake("--from and --to are the same place.");
    const from = await storageOf(call, "from", "the place where the files are.");
    const to = await storageOf(call, "to", "the place where they shall be too.");
    const { database, assertMigrated } = await call.openDatabase();
    await assertMigrated();
    return copyStorage({ database, from, to, ...(call.stopped && { signal: call.stopped }), onProgress: ({ copied, kept }) => call.show(`${copied} copied, ${kept} there already`) });
  },
  *say({ copied, bytes, kept, missing, damaged }) {
    yield `${copied} files of ${(bytes / 1_000_000).toFixed(1)} MB in all were copied, ${kept} were there already.`;
    for (const key of missing) yield `missing  ${key}`;
    for (const key of damaged) yield `damaged  ${key}`;
  },
  fault: ({ missing, damaged }) => (missing.length + damaged.length === 0 ? null : `${missing.length} files are missing and ${damaged.length} damaged. model-3d check --storage … --repair has them fetched again where that can be.`),
};
