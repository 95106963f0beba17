// `npm run test:interop`: every model in every format, read by every program that is here; the outcome is docs/interop.md.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FORMAT_NAMES, type FormatName } from "../../src/write/format.ts";
import { FORMATS } from "../../src/write/formats.ts";
import type { Model } from "../../src/model.ts";
import type { SurfaceMeasures } from "../measure-surface.ts";
import { checkPoses } from "./check-poses.ts";
import { differencesOf, inMetres, type Expected } from "./compare-readings.ts";
import { drawPictures } from "./draw-pictures.ts";
import { INTEROP_MODELS } from "./interop-models.ts";
import { makeExport, readInterop } from "./make-exports.ts";
import { reasonOf } from "./known-faults.ts";
import type { Found, InteropFile } from "./programs/program.ts";
import { programsOf } from "./programs/programs.ts";
import { describeFault, describePose, writeReport, type Cell, type Fault } from "./write-report.ts";
import { writeUnpacked } from "./write-unpacked.ts";

const [cache, report, ...chosen] = process.argv.slice(2) as [string, string, ...string[]];
const all = programsOf(cache);
/** Of a list those that were named; all where none was. */
const namedOf = <Kind>(list: readonly Kind[], nameOf: (one: Kind) => string) => {
  const named = list.filter((one) => chosen.includes(nameOf(one)));
  return named.length > 0 ? named : list;
};
const [asked, set, formats] = [namedOf(all, ({ name }) => name), namedOf(INTEROP_MODELS, ({ name }) => name), namedOf(FORMAT_NAMES, (name) => name)];
const folder = mkdtempSync(join(tmpdir(), "model-3d-interop-"));
const expected = new Map<string, Expected>();
const models = new Map<string, Model>();

/** Not every program says which side is outside: the tests that run always look at that. Of what is open, each measures another volume. */
const unsigned = <Measures extends SurfaceMeasures>(measures: Measures): Measures => ({ ...measures, volume: Math.abs(measures.volume) });

/** Without what is another at each run: the folder, and what a program writes before the lines of its log. */
const plainWords = (error: string) => error.replaceAll(/\S*model-3d-interop-\w+\/(?:[^\s/]+\/)*/g, "").replace(/^(?:\[[^\]]*\]\s*)+/, "");

const files: InteropFile[] = [];
for (const { name, make, round } of set) {
  const source = await readInterop(await make());
  models.set(name, source);
  for (const format of formats) {
    const made = await makeExport(source, format, round);
    const path = writeUnpacked(folder, name, format, made.bytes);
    expected.set(path, made.expected);
    files.push({ model: name, format, path, isClosed: made.card.closed.isClosed });
  }
}
console.log(`${files.length} files of ${new Set(files.map(({ model }) => model)).size} models.`);

const cells: Cell[] = [];
const programs: { name: string; version: string }[] = [];
for (const { name, version, from, formats: readable, measures, offRound, read } of asked) {
  const found = version();
  if (found === null) {
    console.log(`${name} is not here; ${"apt" in from ? `apt-get install ${from.apt}` : "npm" in from ? `npm install ${from.npm}` : from.source} would bring it.`);
    continue;
  }
  programs.push({ name, version: found });
  const own = files.filter(({ format }) => readable[format]);
  const started = performance.now();
  const results = await read(own, folder);
  for (const [format, { unit = FORMATS[format as FormatName].unit, upAxis = FORMATS[format as FormatName].upAxis }] of Object.entries(readable)) {
    const faults: Fault[] = [];
    const ofFormat = own.filter((file) => file.format === format);
    if (ofFormat.length === 0) continue;
    for (const { path, model, isClosed } of ofFormat) {
      const result = results.get(path) ?? { error: "not read" };
      const complete: SurfaceMeasures & Found = { triangles: NaN, min: [NaN, NaN, NaN], max: [NaN, NaN, NaN], area: NaN, volume: NaN, ...result };
      const wanted = expected.get(path)!;
      const problems = result.error === undefined ? differencesOf(unsigned(wanted), unsigned(inMetres(complete, unit, upAxis)), isClosed ? measures : measures.filter((what) => what !== "volume"), wanted.surfaces && offRound) : [plainWords(result.error)];
      if (problems.length > 0) faults.push({ model, what: problems.join("; "), why: reasonOf(name, format as FormatName, model) });
    }
    cells.push({ program: name, format: format as FormatName, files: ofFormat.length, faults });
    console.log(`${name} ${format}: ${ofFormat.length - faults.length} of ${ofFormat.length}${faults.map((fault) => `\n  ${describeFault(fault)}`).join("")}`);
  }
  console.log(`${name} took ${Math.round((performance.now() - started) / 1000)} s.`);
}
const hasBlender = programs.some(({ name }) => name === "Blender");
const sheet = chosen.length === 0 ? report.replace(/([^/]+)\.md$/, "pictures/$1.webp") : join(tmpdir(), "model-3d-interop.webp");
const drawn = hasBlender ? await drawPictures(files, models, folder, sheet) : null;
if (drawn) console.log(`${drawn.pictures} pictures in ${sheet}${drawn.faults.map((fault) => `\n  ${fault}`).join("")}`);
const posed = hasBlender ? await checkPoses(set, formats, folder) : [];
for (const check of posed) console.log(describePose(check));
rmSync(folder, { recursive: true });
if (chosen.length === 0) writeFileSync(report, writeReport(programs, cells, files.length, drawn?.faults ?? null, posed));
process.exit(drawn?.faults.length || posed.some(({ fault }) => fault !== undefined) || cells.some(({ faults }) => faults.some(({ why }) => why === undefined)) ? 1 : 0);
