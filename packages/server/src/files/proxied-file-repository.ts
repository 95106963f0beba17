import type { Knex } from "knex";
import type { StoredFileRow } from "./file-repository.ts";
import { hashOfUrl } from "./provider-file-repository.ts";

/** What is known of an address: the file of a model that lies there, and our own copy of it (`null` in every column) where there is one. */
export type ProxiedFileRow = {
  remote_user_id: string;
  remote_name: string;
  remote_content_type: string;
  remote_state: "waiting" | "copied" | "refused" | "lost";
} & { [Column in keyof StoredFileRow]: StoredFileRow[Column] | null };

/** The address of a file that is not ours yet. */
export function selectWaitingAddress(db: Knex, modelId: string, name: string): Knex.QueryBuilder<{ url: string }, { url: string }[]> {
  return db("provider_files").where({ model_id: modelId, name, state: "waiting" }).select("url") as unknown as Knex.QueryBuilder<{ url: string }, { url: string }[]>;
}

/** One row or none; of several models with the same file one that has been copied. One statement, so that it can be read as a user. */
export function selectProxiedFile(db: Knex, url: string): Knex.QueryBuilder<ProxiedFileRow, ProxiedFileRow[]> {
  return db("provider_files as remote")
    .leftJoin("stored_files as stored", (on) =>
      on.on("stored.model_id", "remote.model_id").andOn("stored.name", "remote.name").andOnVal("stored.kind", "model_file").andOnVal("stored.state", "stored"),
    )
    .where({ "remote.url_sha256": hashOfUrl(url), "remote.url": url })
    .orderByRaw("stored.key is null, remote.state <> 'waiting', stored.created_at desc, remote.model_id")
    .limit(1)
    .select({ remote_user_id: "remote.user_id", remote_name: "remote.name", remote_content_type: "remote.content_type", remote_state: "remote.state" }, "stored.*") as unknown as Knex.QueryBuilder<ProxiedFileRow, ProxiedFileRow[]>;
}
