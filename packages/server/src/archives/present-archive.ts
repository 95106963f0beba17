import { PATHS, type Archive } from "@model-3d/contract";
import type { ArchiveRow } from "./archive-repository.ts";

/** An archive as its user is told of it. */
export function presentArchive({ id, format, name, status, models, bytes, missing, reason, createdAt, expiresAt }: ArchiveRow, baseUrl: string): Archive {
  return {
    id,
    format,
    name: `${name}.zip`,
    status,
    models: models.length,
    missing,
    bytes,
    url: bytes !== null ? `${baseUrl}${PATHS.modelArchives}/${id}/file` : null,
    reason,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}
