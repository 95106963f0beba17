import { adminLedgerPageSchema, LEDGER_KINDS, MAX_USER_ID_CHARACTERS, PATHS, timeSchema, uuidSchema } from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import { PAGE_QUERY } from "../admin-pages.ts";
import { searchLedger } from "../search-ledger.ts";

export const searchLedgerEndpoint = defineEndpoint({
  method: "get",
  path: PATHS.adminLedger,
  who: "operator",
  summary: "For operators: movements of all users' credits, the newest first; `reference` is the id of a model or of a grant",
  query: z.object({
    ...PAGE_QUERY,
    userId: z.string().min(1).max(MAX_USER_ID_CHARACTERS).optional(),
    kind: z.enum(LEDGER_KINDS).optional(),
    reference: uuidSchema.optional(),
    since: timeSchema.optional(),
    until: timeSchema.optional(),
  }),
  answer: adminLedgerPageSchema,
  errors: ["invalid_request"],
  handle: ({ context, query }) => searchLedger(context, query),
});
