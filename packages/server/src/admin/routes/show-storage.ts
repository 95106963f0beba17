import { PATHS, storageUseSchema } from "@model-3d/contract";
import { defineEndpoint } from "../../http/endpoint.ts";
import { readStorageUse } from "../read-storage.ts";

export const showStorage = defineEndpoint({
  method: "get",
  path: PATHS.adminStorage,
  who: "operator",
  summary: "For operators: how many files and bytes lie in the storage, by kind",
  answer: storageUseSchema,
  errors: [],
  handle: ({ context }) => readStorageUse(context),
});
