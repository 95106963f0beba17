import { openFolderStorage } from "./folder-storage.ts";
import { openS3Storage } from "./s3-storage.ts";
import type { Storage } from "./storage.ts";
import { resolveStorageOptions, type StorageOptions } from "./storage-options.ts";

export { MissingFileError, type Storage, type StorageReadOptions, type StorageWriteOptions, type WrittenFile } from "./storage.ts";
export { STORAGE_DEFAULTS, resolveStorageOptions, type ResolvedStorageOptions, type StorageOptions } from "./storage-options.ts";

/**
 * Opens the place where files are kept: a folder unless told otherwise.
 *
 * Throws one clear line for the operator if the folder cannot be written to, the options contradict, or the SDK for S3 is missing.
 *
 * @example
 * const storage = await openStorage({ kind: "folder", directory: "./files" });
 * const { sha256 } = await storage.write("models/mug.glb", stream, { contentType: "model/gltf-binary", maxBytes: 50_000_000 });
 */
export async function openStorage(options?: StorageOptions): Promise<Storage> {
  const resolved = resolveStorageOptions(options);
  return resolved.kind === "folder" ? openFolderStorage(resolved) : openS3Storage(resolved);
}
