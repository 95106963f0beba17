import type { Knex } from "knex";
import type { TextureMap } from "../providers/provider.ts";

/** Where a file of a model is: a name in the storage, an address with the service, or null where it is nowhere any more. */
export interface PlacedFile {
  kind: string;
  texture: { set: number; map: TextureMap } | null;
  place: string | null;
}

/** What files need of the models that they belong to. Files call no feature, so it is handed in where everything is put together. */
export interface ModelFileOwner {
  /** Locks the model's row until the transaction ends; false when the model is gone. */
  holdModel(trx: Knex.Transaction, modelId: string): Promise<boolean>;
  /** Writes where the files of a held model are now. */
  placeFiles(trx: Knex.Transaction, modelId: string, files: readonly PlacedFile[]): Promise<void>;
  /** Asks the service where the files lie now and writes it down (`recordRemoteFiles`): some addresses live for minutes only. */
  refreshFiles(modelId: string, signal: AbortSignal): Promise<void>;
  /** The name of the file that took the place of one that was named before; of the user's own models, or with `null` of any. */
  findNewerFile(userId: string | null, modelId: string, name: string): Promise<string | null>;
}
