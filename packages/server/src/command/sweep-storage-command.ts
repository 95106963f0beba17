import { RANDOM_IDS } from "../clock.ts";
import { createFileService } from "../files/file-service.ts";
import type { Command } from "./command.ts";
import { CommandFailure, CommandMistake } from "./command-failure.ts";
import { openCommandStorage } from "./open-command-storage.ts";

interface SweepAnswer {
  unnamed: number;
  missing: readonly string[];
  removed: number;
}

/** What the workers do once a day, now: takes away files that no row names, and tells of rows whose file is gone. */
export const sweepStorageCommand: Command<SweepAnswer> = {
  name: "storage sweep",
  summary: "remove files that no row names, as the workers do once a day, and tell what is missing",
  example: "storage sweep --storage /var/lib/shop/files --dry-run",
  changes: "the storage: files in source-images/, model-files/ and archives/ that no row has named for over an hour, and halves of uploads that broke off; nothing with --dry-run",
  broken: "files that rows name are missing, or it could not be done",
  positionals: [],
  flags: {
    storage: { value: "folder|s3://bucket/prefix?region=name", help: "where the server keeps its files (needed)" },
    "dry-run": { help: "only count them" },
  },
  answer: {
    unnamed: "files that no row names, since more than an hour",
    removed: "how many of them were removed",
    missing: "keys of rows whose file is gone",
  },
  async run(call) {
    const storage = await openCommandStorage(call.flag("storage"));
    if (!storage) throw new CommandMistake("--storage is missing: the place where the server keeps its files.");
    const { database, clock, assertMigrated } = await call.openDatabase();
    await assertMigrated();
    const files = createFileService({ database, storage, clock, ids: RANDOM_IDS });
    let unnamed = 0;
    const missing: string[] = [];
    // All is seen before anything is removed.
    const { named } = await files.compare({ onUnnamed: () => void (unnamed += 1), onMissing: ({ key }) => void missing.push(key) });
    if (call.flag("dry-run")) return { unnamed, removed: 0, missing };
    if (named === 0 && unnamed > 0) throw new CommandFailure("broken", "None of the files there is named by this database, so it may be another's: nothing was removed.");
    const { removed } = await files.sweepStorage();
    return { unnamed, removed, missing };
  },
  *say({ unnamed, removed, missing }, call) {
    yield call.flag("dry-run") ? `${unnamed} files that no row names would be removed.` : `${removed} files that no row names were removed.`;
    for (const key of missing) yield `missing  ${key}`;
  },
  fault: ({ missing }) => (missing.length === 0 ? null : `${missing.length} files that rows name are missing. model-3d check --storage … --repair has them fetched again where that can be.`),
};
