import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { CommandMistake } from "../command-failure.ts";
import { findOwnFiles } from "../own-folders.ts";
import { openCommandStorage } from "../open-command-storage.ts";
import { checkOf, skipped, type DoctorCheck, type DoctorContext } from "./doctor-context.ts";
import { doctorFinding } from "./doctor-finding.ts";

const PROBE_BYTES = 1024;

/** Writes a file, reads it, and removes it again. */
export async function checkStorage({ call, environment }: DoctorContext): Promise<DoctorCheck> {
  const where = call.flag("storage") ?? environment.MODEL_3D_STORAGE ?? findOwnFiles(call.folder);
  if (typeof where !== "string") return skipped("storage", "give --storage <folder>, or --storage s3://bucket/prefix?region=name");
  if (where === "") throw new CommandMistake("--storage is empty. Name a folder, or a bucket as s3://bucket/prefix?region=name.");
  try {
    const storage = await openCommandStorage(where.startsWith("s3://") ? where : resolve(call.folder, where));
    if (!storage) return skipped("storage", "none was named");
    const key = `doctor/${randomUUID()}`;
    const bytes = Buffer.from(randomUUID().padEnd(PROBE_BYTES, "."));
    await storage.write(key, bytes, { contentType: "text/plain", maxBytes: PROBE_BYTES });
    const read = await buffer(await storage.open(key));
    await storage.remove(key);
    if (!read.equals(bytes)) throw new Error("what was read is not what was written");
    if (await storage.exists(key)) throw new Error("what was removed is there still");
    return checkOf("storage", `${where}: a file was written, read and removed`);
  } catch (error) {
    const reason = error instanceof Error ? [error.message, ...(error.cause instanceof Error ? [error.cause.message] : [])].join(" ") : String(error);
    return checkOf("storage", where, [doctorFinding("storage_unusable", `${where} cannot be used: ${reason.replace(/\s+/g, " ")}`, where.startsWith("s3://") ? forBucket(where) : forFolder(where))]);
  }
}

function forFolder(folder: string): string[] {
  const { username } = userInfo();
  return [`sudo mkdir -p ${quote(folder)}`, `sudo chown -R ${username} ${quote(folder)}`, `sudo chmod -R u+rwX ${quote(folder)}`, `df -h ${quote(folder)}`];
}

function forBucket(address: string): string[] {
  const { hostname, pathname, searchParams } = new URL(address);
  const endpoint = searchParams.get("endpoint");
  const end = endpoint ? ` --endpoint-url ${endpoint}` : "";
  return [
    "npm install @aws-sdk/client-s3 @aws-sdk/s3-request-presigner",
    `aws s3api head-bucket --bucket ${hostname}${end}`,
    `# the key's policy needs, on arn:aws:s3:::${hostname}${pathname === "/" ? "" : pathname}/*: s3:GetObject, s3:PutObject, s3:DeleteObject; on the bucket: s3:ListBucket`,
  ];
}

const quote = (path: string) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
