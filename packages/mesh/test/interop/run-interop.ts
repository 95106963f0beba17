// `npm run test:interop`: every model in every format, read by every program that is here; the outcome is docs/interop.md.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { FORMAT_NAMES, type FormatName } from "../../src/write/format.ts";
import { FORMATS } from "../../src/write/formats.ts";
import type { Model } from "../../src/model.ts";
import type { SurfaceMeasures } from "../measure-surface.ts";
import { differencesOf, inMetres, type Expected } from "./compare-readings.ts";
import { drawPictures } from "./draw-pictures.ts";
import { INTEROP_MODELS } from "./interop-models.ts";
import { makeExport, readInterop } from "./make-exports.ts";
import { reasonOf } from "./known-faults.ts";
import type { InteropFile } from "./programs/program.ts";
import { programsOf } from "./programs/programs.ts";
import { describeFault, writeReport, type Cell, type Fault } from "./write-report.ts";

const [cache, report, ...chosen] = process.argv.slice(2) as [string, string, ...string[]];
const all = programsOf(cache);
const [chosenPrograms, chosenModels] = [all.filter(({ name }) => chosen.includes(name)), INTEROP_MODELS.filter(({ name }) => chosen.includes(name))];
const folder = mkdtempSync(join(tmpdir(), "model-3d-interop-"));
const expected = new Map<string, Expected>();
const models = new Map<string, Model>();

/** Writes a file, unpacked where it is a ZIP of several, and gives the path of what a program opens. */
function writeFiles(model: string, format: FormatName, bytes: Uint8Array): string {
  const path = join(folder, model, `${model}.${format}`);
  mkdirSync(dirname(path), { recursive: true });
  if (FORMATS[format].extension !== "zip") {
    writeFileSync(path, bytes);
    return path;
  }
  let opened = path;
  for (const [name, content] of Object.entries(unzipSync(bytes))) {
    const at = join(folder, model, format, name);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
    if (name.endsWith(`.${format}`)) opened = at;
  }
  return opened;
}

/** Not every program says which side is outside: the tests that run always look at that. Of what is open, each measures another volume. */
const unsigned = <Measures extends SurfaceMeasures>(measures: Measures): Measures => ({ ...measures, volume: Math.abs(measures.volume) });

/** Without what is another at each run: the folder, and what a program writes before the lines of its log. */
const plainWords = (error: string) => error.replaceAll(/\S*model-3d-interop-\w+\/(?:[^\s/]+\/)*/g, "").replace(/^(?:\[[^\]]*\]\s*)+/, "");

const files: InteropFile[] = [];
for (const { name, make } of (chosenModels.length > 0 ? chosenModels : INTEROP_MODELS)) {
  const source = await readInterop(await make());
  models.set(name, source);
  for (const format of FORMAT_NAMES) {
    const made = await makeExport(source, format);
    const path = writeFiles(name, format, made.bytes);
    expected.set(path, made.expected);
    files.push({ model: name, format, path, isClosed: made.card.closed.isClosed });
  }
}
console.log(`${files.length} files of ${new Set(files.map(({ model }) => model)).size} models.`);

const cells: Cell[] = [];
const programs: { name: string; version: string }[] = [];
for (const { name, version, from, formats, measures, read } of chosenPrograms.length > 0 ? chosenPrograms : all) {
  const found = version();
  if (found === null) {
    console.log(`${name} is not here; ${"apt" in from ? `apt-get install ${from.apt}` : `npm install ${from.npm}`} would bring it.`);
    continue;
  }
  programs.push({ name, version: found });
  const own = files.filter(({ format }) => formats[format]);
  const started = performance.now();
  const results = await read(own, folder);
  for (const [format, { unit = FORMATS[format as FormatName].unit, upAxis = FORMATS[format as FormatName].upAxis }] of Object.entries(formats)) {
    const faults: Fault[] = [];
    const ofFormat = own.filter((file) => file.format === format);
    for (const { path, model, isClosed } of ofFormat) {
      const result = results.get(path) ?? { error: "not read" };
      const complete: SurfaceMeasures = { triangles: NaN, min: [NaN, NaN, NaN], max: [NaN, NaN, NaN], area: NaN, volume: NaN, ...result };
      const problems = result.error === undefined ? differencesOf(unsigned(expected.get(path)!), unsigned(inMetres(complete, unit, upAxis)), isClosed ? measures : measures.filter((what) => what !== "volume")) : [plainWords(result.error)];
      if (problems.length > 0) faults.push({ model, what: problems.join("; "), why: reasonOf(name, format as FormatName, model) });
    }
    cells.push({ program: name, format: format as FormatName, files: ofFormat.length, faults });
    console.log(`${name} ${format}: ${ofFormat.length - faults.length} of ${ofFormat.length}${faults.map((fault) => `\n  ${describeFault(fault)}`).join("")}`);
  }
  console.log(`${name} took ${Math.round((performance.now() - started) / 1000)} s.`);
}
const canDraw = programs.some(({ name }) => name === "Blender");
const sheet = chosen.length === 0 ? report.replace(/([^/]+)\.md$/, "pictures/$1.webp") : join(tmpdir(), "model-3d-interop.webp");
const drawn = canDraw ? await drawPictures(files, models, folder, sheet) : null;
if (drawn) console.log(`${drawn.pictures} pictures in ${sheet}${drawn.faults.map((fault) => `\n  ${fault}`).join("")}`);
rmSync(folder, { recursive: true });
if (chosen.length === 0) writeFileSync(report, writeReport(programs, cells, files.length, drawn?.faults ?? null));
process.exit(drawn?.faults.length || cells.some(({ faults }) => faults.some(({ why }) => why === undefined)) ? 1 : 0);
