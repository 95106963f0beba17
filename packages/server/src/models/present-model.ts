import { LOW_MATCH_PERCENT, type InputImages, type Model, type ModelReport, type PhotoMatch, type Turntable, type View } from "@model-3d/contract";
import type { LinkMaker } from "../files/create-link-maker.ts";
import { imageIdOfReference } from "../files/input-image-reference.ts";
import { PREVIEW_KIND, previewOf } from "./model-preview.ts";
import type { ModelRow } from "./model-repository.ts";
import type { StoredReport } from "./model-row.ts";
import { sizedUsdz } from "./sized-usdz.ts";

/**
 * A stored model as its reader gets it: names of files in our storage and addresses of those that still lie with the service become
 * links of ours that work for as long as the answer is of use.
 */
export function presentModel(row: ModelRow, links: LinkMaker): Model {
  const fileLink = (file: string) => (isAddress(file) ? links.proxiedFile(file) : links.modelFile(row.id, file));
  const preview = previewOf(row);
  return {
    id: row.id,
    source_type: row.sourceType,
    source_id: row.sourceId,
    provider: row.provider,
    task_id: row.taskId,
    status: row.status,
    progress: row.progress,
    model_urls: mapValues(presentFiles(row), fileLink),
    ...(preview === undefined ? {} : { preview_url: fileLink(preview) }),
    thumbnail_url: row.thumbnailUrl === null ? null : fileLink(row.thumbnailUrl),
    texture_urls: row.textureUrls.map((maps) => ({ ...maps, ...mapValues(maps, fileLink) })),
    input_images: presentInputImages(row.inputImages, links),
    ...(row.thumbnails.length > 0 ? { thumbnails: row.thumbnails.map(({ name, width, height }) => ({ url: fileLink(name), width, height })) } : {}),
    ...(row.turntable ? { turntable: presentTurntable(row.turntable, fileLink) } : {}),
    ...(row.report ? { report: presentReport(row.report) } : {}),
    ...(row.photoMatch ? { photo_match: presentMatch(row.photoMatch, fileLink) } : {}),
    real_size: row.realSize,
    task_error: row.taskError,
    warnings: row.warnings,
    version: row.version,
    is_active: row.isActive,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}

/** What stands in somebody's room has the size of the thing, or is left out until it has. */
function presentFiles({ modelUrls, realSize }: ModelRow): Readonly<Record<string, string | undefined>> {
  const { usdz, [sizedUsdz.kind]: sized, [PREVIEW_KIND]: _preview, ...others } = modelUrls;
  return { ...others, usdz: realSize === null ? usdz : sized === sizedUsdz.nameOf(realSize) ? sized : undefined };
}

/** What each format would keep is told with the formats. */
function presentReport({ ...report }: StoredReport): ModelReport {
  delete report.judged;
  return report;
}

function presentTurntable({ name, ...layout }: NonNullable<ModelRow["turntable"]>, link: (name: string) => string): Turntable {
  return { url: link(name), ...layout };
}

function presentMatch({ percent, yaw, views }: NonNullable<ModelRow["photoMatch"]>, link: (name: string) => string): PhotoMatch {
  const shown = Object.entries(views).map(([view, { name, ...likeness }]) => [view, { ...likeness, url: link(name) }] as const);
  return { percent, is_low: percent < LOW_MATCH_PERCENT, yaw, views: Object.fromEntries(shown) };
}

function isAddress(file: string): boolean {
  return /^https?:\/\//i.test(file);
}

function mapValues(names: Readonly<Record<string, string | undefined>>, link: (name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(names).flatMap(([kind, name]) => (name ? [[kind, link(name)]] : [])));
}

function presentInputImages(images: InputImages, links: LinkMaker): InputImages {
  const shown: InputImages = {};
  for (const [view, reference] of Object.entries(images) as [View, string][]) {
    const imageId = imageIdOfReference(reference);
    shown[view] = imageId === null ? reference : links.sourceImage(imageId);
  }
  return shown;
}
