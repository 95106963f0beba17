import type { Knex } from "knex";
import type { ResolvedModel3DOptions } from "../model-3d-options.ts";
import { passwordsIn } from "./passwords-in.ts";

/** The secrets that the options hold; those of providers are told by themselves. */
export function secretsOf(options: Pick<ResolvedModel3DOptions, "database" | "directDatabaseUrl" | "events" | "storage" | "linkSecrets" | "outgoingWebhooks">, givenEndpoints: readonly { secrets?: readonly string[] }[]): string[] {
  return [...options.linkSecrets, ...passwordsOf(options.database), ...passwordsIn(options.directDatabaseUrl ?? ""), ...(options.events.bus?.secrets?.() ?? []), ...storageSecretsOf(options.storage), ...givenEndpoints.flatMap(({ secrets = [] }) => secrets)];
}

function passwordsOf(database: ResolvedModel3DOptions["database"]): string[] {
  if (typeof database === "string") return passwordsIn(database);
  if ("folder" in database && typeof database.folder === "string") return [];
  const connection: unknown = ((database as Knex).client as Knex.Client | undefined)?.config?.connection;
  if (typeof connection === "string") return passwordsIn(connection);
  if (typeof connection !== "object" || connection === null) return [];
  const { password, connectionString } = connection as { password?: unknown; connectionString?: unknown };
  return [...(typeof password === "string" ? [password] : []), ...(typeof connectionString === "string" ? passwordsIn(connectionString) : [])];
}

function storageSecretsOf(storage: ResolvedModel3DOptions["storage"]): string[] {
  if (storage.kind !== "s3") return [];
  const { credentials } = storage as { credentials?: unknown };
  if (typeof credentials !== "object" || credentials === null) return [];
  return ["secretAccessKey", "sessionToken"].flatMap((name) => {
    const secret = (credentials as Record<string, unknown>)[name];
    return typeof secret === "string" ? [secret] : [];
  });
}
