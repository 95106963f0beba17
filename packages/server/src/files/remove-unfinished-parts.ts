import type { PartsTarget } from "./put-in-parts.ts";

/** Gives up uploads that a crash left unfinished. @returns how many; none where the bucket does not say which there are. */
export async function removeUnfinishedParts({ sdk, client, bucket }: Pick<PartsTarget, "sdk" | "client" | "bucket">, prefix: string, olderThan: Date): Promise<number> {
  let removed = 0;
  const { Uploads = [] } = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix })).catch(() => ({ Uploads: [] }));
  for (const { Key, UploadId, Initiated } of Uploads) {
    if (Key === undefined || UploadId === undefined || Initiated === undefined || Initiated >= olderThan) continue;
    await client.send(new sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).then(() => (removed += 1), () => undefined);
  }
  return removed;
}
