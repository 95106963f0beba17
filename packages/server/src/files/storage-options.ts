import { resolve } from "node:path";

/** Files in a folder of this machine. */
export interface FolderStorageOptions {
  kind: "folder";
  /** Made if it is missing. Relative to the working directory. Default `model-3d-files`. */
  directory?: string;
}

/** Files in a bucket of S3 or of a store that speaks its protocol. Needs the packages `@aws-sdk/client-s3` and `@aws-sdk/s3-request-presigner`. */
export interface S3StorageOptions {
  kind: "s3";
  bucket: string;
  region: string;
  /** Of a store other than Amazon's, `https://…`. */
  endpoint?: string;
  /** Without these the SDK looks where it always looks: environment, profile, instance role. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Bucket in the path instead of the host name. Default true with an `endpoint`, else false. */
  forcePathStyle?: boolean;
  /** Put before every key, so that a bucket can be shared. Default none. */
  prefix?: string;
  /** Where files wait on their way to the bucket. Default a folder of this user's in the system's temporary folder. */
  temporaryDirectory?: string;
}

export type StorageOptions = FolderStorageOptions | S3StorageOptions;

export const STORAGE_DEFAULTS = { kind: "folder", directory: "model-3d-files" } as const;

export interface ResolvedFolderStorageOptions {
  kind: "folder";
  /** Absolute. */
  directory: string;
}

export interface ResolvedS3StorageOptions extends S3StorageOptions {
  forcePathStyle: boolean;
  /** Empty, or ending in a slash. */
  prefix: string;
}

export type ResolvedStorageOptions = ResolvedFolderStorageOptions | ResolvedS3StorageOptions;

const PREFIX = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/;

/** Fills in the defaults. Throws a `RangeError` that names the option that cannot be used. */
export function resolveStorageOptions(options: StorageOptions = STORAGE_DEFAULTS): ResolvedStorageOptions {
  if (options.kind === "folder") {
    const directory = options.directory ?? STORAGE_DEFAULTS.directory;
    if (directory === "" || directory.includes("\0")) throw new RangeError("storage.directory must be the path of a folder.");
    return { kind: "folder", directory: resolve(directory) };
  }
  if (options.kind !== "s3") throw new RangeError('storage.kind must be "folder" or "s3".');
  if (!options.bucket) throw new RangeError("storage.bucket must name the bucket.");
  if (!options.region) throw new RangeError('storage.region must name the region ("auto" for stores that have none).');
  if (options.endpoint !== undefined && !URL.canParse(options.endpoint)) throw new RangeError("storage.endpoint must be an address such as https://storage.example.com.");
  const prefix = options.prefix ?? "";
  if (prefix !== "" && !PREFIX.test(prefix)) throw new RangeError("storage.prefix may have letters, digits, dot, dash, underscore and slash only.");
  return {
    ...options,
    forcePathStyle: options.forcePathStyle ?? options.endpoint !== undefined,
    prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`,
  };
}
