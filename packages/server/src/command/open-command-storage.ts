import { statSync } from "node:fs";
import { openStorage, type Storage } from "../files/open-storage.ts";
import { CommandMistake } from "./command-failure.ts";

const FORM = "Name a folder, or a bucket as s3://bucket/prefix?region=name.";

/**
 * @param where a folder that is there, or a bucket whose credentials the SDK finds by itself; null where none is named.
 * @param flag by which it was named
 */
export async function openCommandStorage(where: string | true | undefined, flag = "storage"): Promise<Storage | null> {
  if (typeof where !== "string") return null;
  if (where.startsWith("s3://")) return openStorage(readBucket(where, flag));
  // It is not made: an empty folder in place of the right one would look as if every file was lost.
  if (!statSync(where, { throwIfNoEntry: false })?.isDirectory()) throw new CommandMistake(`--${flag}: there is no folder ${where}. ${FORM}`);
  return openStorage({ kind: "folder", directory: where });
}

function readBucket(address: string, flag: string): Parameters<typeof openStorage>[0] {
  const url = URL.canParse(address) ? new URL(address) : null;
  const region = url?.searchParams.get("region");
  const endpoint = url?.searchParams.get("endpoint");
  if (!url || url.hostname === "" || !region) throw new CommandMistake(`--${flag}: ${address} names no bucket with its region. ${FORM}`);
  const prefix = url.pathname.replace(/^\//, "");
  return { kind: "s3", bucket: url.hostname, region, ...(prefix !== "" && { prefix }), ...(endpoint && { endpoint }) };
}
