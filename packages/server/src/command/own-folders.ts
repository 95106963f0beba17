import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

/** Where an app that `model-3d init` has set up keeps what no variable names a place for, below its folder. */
export const OWN_FOLDERS = { database: ".model-3d/database", files: ".model-3d/files" } as const;

/** The embedded database of such an app, once it was made. */
export const findOwnDatabase = (folder: string): string | undefined => (existsSync(join(folder, OWN_FOLDERS.database, "data", "PG_VERSION")) ? join(folder, OWN_FOLDERS.database) : undefined);

/** Its photos and models, once there was a place made for them. */
export const findOwnFiles = (folder: string): string | undefined => (statSync(join(folder, OWN_FOLDERS.files), { throwIfNoEntry: false })?.isDirectory() ? join(folder, OWN_FOLDERS.files) : undefined);
