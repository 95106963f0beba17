import { PATHS, type Archive } from "@model-3d/contract";
import type { StoredFile } from "../files/file-service.ts";
import type { ArchiveRow } from "./archive-repository.ts";

/** An archive as its user is told of it. */
export function presentArchive({ id, format, name, status, models, reason, createdAt, expiresAt }: ArchiveRow, file: Pick<StoredFile, "bytes"> | null, baseUrl: string): Archive {
  return {
    id,
    format,
    name: `${name}.zip`,
    status,
    models: models.length,
    bytes: file?.bytes ?? null,
    url: file ? `${baseUrl}${PATHS.modelArchives}/${id}/file` : null,
    reason,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}
