import {
  MAX_SOURCES_PER_REQUEST,
  MODEL_STATES,
  modelEntriesAnswerSchema,
  modelEntryAnswerSchema,
  modelPageAnswerSchema,
  modelsByIdAnswerSchema,
  modelVersionsAnswerSchema,
  PATHS,
  sourceTypeSchema,
  uuidSchema,
  type ModelEntry,
} from "@model-3d/contract";
import { z } from "zod";
import { defineEndpoint } from "../../http/endpoint.ts";
import * as modelService from "../model-service.ts";
import { createLinkMaker, type LinkMaker } from "../../files/create-link-maker.ts";
import { presentModel } from "../present-model.ts";

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;

const idsSchema = z
  .string()
  .transform((list) => [...new Set(list.split(",").filter(Boolean))])
  .pipe(z.array(uuidSchema).min(1).max(MAX_SOURCES_PER_REQUEST));

const querySchema = z
  .object({
    sourceType: sourceTypeSchema.optional(),
    sourceId: uuidSchema.optional(),
    sourceIds: idsSchema.optional(),
    modelIds: idsSchema.optional(),
    includeAll: z.enum(["true", "false"]).optional(),
    cursor: z.string().min(1).max(200).optional(),
    limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
    status: z.enum(MODEL_STATES).optional(),
  })
  .superRefine((query, check) => {
    const named = query.sourceId !== undefined || query.sourceIds !== undefined;
    if (named && !query.sourceType) check.addIssue({ code: "custom", path: ["sourceType"], message: "is needed beside sourceId" });
    if (query.sourceType && !named) check.addIssue({ code: "custom", path: ["sourceId"], message: "is needed beside sourceType" });
    if (query.sourceId && query.sourceIds) check.addIssue({ code: "custom", path: ["sourceIds"], message: "can't stand beside sourceId" });
    if (query.modelIds && (named || query.sourceType)) check.addIssue({ code: "custom", path: ["modelIds"], message: "can't stand beside sourceType, sourceId and sourceIds" });
  });

function presentEntry({ model, generation }: { model: modelService.ModelRow | null; generation: modelService.ModelRow | null }, links: LinkMaker): ModelEntry {
  return { model: model && presentModel(model, links), generation: generation && presentModel(generation, links) };
}

/** `GET /product-3d-models` in all of its forms: one source, its versions, many sources, models by their ids, or all models by pages. */
export const listModels = defineEndpoint({
  method: "get",
  path: PATHS.models,
  who: "user",
  summary: "The model of a source, its versions, the models of many sources, models by their ids, or all of your models by pages",
  query: querySchema,
  answer: z.union([modelEntryAnswerSchema, modelVersionsAnswerSchema, modelEntriesAnswerSchema, modelsByIdAnswerSchema, modelPageAnswerSchema]),
  errors: ["invalid_request"],
  async handle({ context, userId, query, baseUrl }) {
    const links = createLinkMaker(context, baseUrl);
    const { sourceType, sourceId, sourceIds, modelIds } = query;
    if (modelIds) {
      const rows = await modelService.findModels(context, userId, modelIds);
      return { success: true, models: Object.fromEntries(rows.map((row) => [row.id, presentModel(row, links)])) };
    }
    if (sourceType && sourceIds) {
      const entries = await modelService.findEntries(context, userId, sourceType, sourceIds);
      const none = { model: null, generation: null };
      return { success: true, models: Object.fromEntries(sourceIds.map((id) => [id, presentEntry(entries.get(id) ?? none, links)])) };
    }
    if (sourceType && sourceId && query.includeAll === "true") {
      const versions = await modelService.listVersions(context, userId, sourceType, sourceId);
      return { success: true, models: versions.map((row) => presentModel(row, links)), count: versions.length };
    }
    if (sourceType && sourceId) {
      return { success: true, ...presentEntry(await modelService.findEntry(context, userId, sourceType, sourceId), links) };
    }
    const { rows, nextCursor } = await modelService.listPage(context, userId, { cursor: query.cursor, limit: query.limit, status: query.status });
    return { success: true, models: rows.map((row) => presentModel(row, links)), nextCursor };
  },
});
