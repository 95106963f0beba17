import { createHash } from "node:crypto";
import type { Knex } from "knex";
import type { RemoteFile } from "../providers/provider.ts";

/** The files of one result, as they lie with the service. */
export interface RemoteResult {
  modelId: string;
  userId: string;
  provider: string;
  files: readonly RemoteFile[];
  expiresAt: Date | null;
}

/** The address as the index knows it. */
export const hashOfUrl = (url: string): string => createHash("sha256").update(url).digest("hex");

/** Writes down the files of a result; addresses of files that are known and still wait are renewed. */
export async function upsertProviderFiles(trx: Knex.Transaction, { modelId, userId, provider, files, expiresAt }: RemoteResult): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map((file) => ({
    model_id: modelId,
    name: file.name,
    user_id: userId,
    provider,
    kind: file.kind,
    content_type: file.contentType,
    texture_set: file.texture?.set ?? null,
    texture_map: file.texture?.map ?? null,
    url: file.url,
    url_sha256: hashOfUrl(file.url),
    expires_at: expiresAt,
  }));
  await trx("provider_files").insert(rows).onConflict(["model_id", "name"]).merge(["url", "url_sha256", "expires_at"]).whereRaw("provider_files.state = 'waiting'");
}
