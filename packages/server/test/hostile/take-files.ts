import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EXPORT_FORMATS } from "@model-3d/contract";
import fc from "fast-check";
import { byteChanges, changeBytes } from "../../../mesh/test/change-bytes.ts";
import { makeFullGlb, makeFullSkin } from "../../../mesh/test/make-full-glb.ts";
import { makePackedBox } from "../../../mesh/test/make-packed-glb.ts";
import type { FileTask } from "../../src/exports/conversion/conversion-messages.ts";
import { ConversionRefused } from "../../src/exports/conversion/conversion-refused.ts";
import { createConverter } from "../../src/exports/conversion/create-converter.ts";
import { settleOptions } from "../../src/exports/export-settings.ts";
import { EXPORTS_DEFAULTS } from "../../src/exports/exports-options.ts";
import { createGlbValidator, InvalidGlbError } from "../../src/files/validate-glb.ts";
import { HOSTILE_MODELS, type HostileTask, type TakenFile } from "./taken-file.ts";

/**
 * A process that takes changed files of some models in turn as the product does, with the limits that it has where nobody sets others:
 * `take-files.ts <task>`. Tells what came of each at each door. It is a process of its own so that the most it ever held is theirs alone.
 */
const MODELS: Readonly<Record<TakenFile["model"], () => Promise<Uint8Array>>> = { full: makeFullGlb, skin: makeFullSkin, meshopt: () => makePackedBox("meshopt"), draco: () => makePackedBox("draco") };
const { files, seed, directory }: HostileTask = JSON.parse(process.argv[2] ?? "{}");
const [source, target] = [join(directory, "hostile.glb"), join(directory, "made")];
const signal = new AbortController().signal;
const [validator, converter] = [createGlbValidator(), createConverter(EXPORTS_DEFAULTS)];
/** A picture takes as long as ten of the others. */
const DRAWN_EVERY = 12;
const HEIGHT = { axis: "height", value: 120, unit: "mm" } as const;

/** The check that every file from outside goes through, an export, and one of the other things that are made of a model. */
function doorsOf(file: number): [string, () => Promise<unknown>][] {
  // All models come to all doors.
  const turn = Math.floor(file / HOSTILE_MODELS.length);
  const format = EXPORT_FORMATS[turn % EXPORT_FORMATS.length]!;
  const other: FileTask = turn % DRAWN_EVERY === 0 ? { kind: "draw", source, target, limits: {} } : turn % 2 === 0 ? { kind: "optimize", source, target, limits: {}, preset: "light" } : { kind: "measure", source, limits: {} };
  return [
    ["check", () => validator.validateGlb(source, signal)],
    [format, () => converter.run({ kind: "convert", source, target, limits: {}, format, settings: settleOptions(format, {}, HEIGHT) }, { signal })],
    [other.kind, () => converter.run(other, { signal })],
  ];
}

/** A limit that is reached is one that did not hold by itself: a file of some kilobytes has no business there. */
function outcomeOf(error: unknown): TakenFile["outcome"] {
  if (error instanceof ConversionRefused) return ["took_too_long", "too_large"].includes(error.failure.code) ? "beyond the limits" : "refused";
  if (error instanceof InvalidGlbError) return error.fault === "gave_up" ? "beyond the limits" : "refused";
  return "broken";
}

async function take(work: () => Promise<unknown>): Promise<Omit<TakenFile, "file" | "model" | "door">> {
  const started = performance.now();
  const [outcome, message] = await work().then(() => ["done", ""] as const, (error: unknown) => [outcomeOf(error), error instanceof Error ? error.message : String(error)] as const);
  const milliseconds = performance.now() - started;
  await rm(target, { force: true });
  return { outcome, message, milliseconds, mostMb: process.resourceUsage().maxRSS / 1024 };
}

/** Up to the first that goes wrong: of those that hang, each takes its whole time. */
async function takeAll(): Promise<void> {
  const glbs = await Promise.all(HOSTILE_MODELS.map((model) => MODELS[model]()));
  for (const [file, changes] of fc.sample(byteChanges, { numRuns: files, seed }).entries()) {
    const at = file % HOSTILE_MODELS.length;
    await writeFile(source, changeBytes(glbs[at]!, changes));
    for (const [door, work] of doorsOf(file)) {
      const taken: TakenFile = { file, model: HOSTILE_MODELS[at]!, door, ...(await take(work)) };
      process.send?.(taken);
      if (taken.outcome === "broken" || taken.outcome === "beyond the limits") return;
    }
  }
}

await takeAll();
await validator.close();
await converter.close();
process.disconnect();
