import { BACKDROPS } from "./bench-backdrop.ts";
import type { ObjectRows, ShapeRow } from "./bench-rows.ts";
import { MANNERS } from "./bench-shots.ts";
import { BENCH_OBJECTS, TEST_OBJECTS } from "./objects/bench-objects.ts";

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const worst = (row: ShapeRow): number => Math.min(...Object.values(row.silhouetteIou));
const setOf = (row: ShapeRow): string => row.views.map((view) => view[0]).join("");
const table = (head: string[], rows: (string | number)[][]): string => [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** The means of each half, the masks, and every object. */
export function formatResults(all: ObjectRows[]): string {
  const order = BENCH_OBJECTS.map((object) => object.name);
  const rows = all.toSorted((a, b) => order.indexOf(a.object) - order.indexOf(b.object));
  const halves = [["tuned on", rows.filter((row) => !TEST_OBJECTS.has(row.object))], ["set aside", rows.filter((row) => TEST_OBJECTS.has(row.object))]] as const;
  return [summary(halves), onBackdrops("mask IoU, mean (lowest)", halves, "masks"), onBackdrops("model IoU, mean (lowest)", halves, "models"), byObject(rows)].join("\n\n");
}

function summary(halves: readonly (readonly [string, ObjectRows[]])[]): string {
  const lines: (string | number)[][] = [];
  for (const [half, objects] of halves) {
    for (const manner of MANNERS) {
      for (const set of ["fb", "fbs", "fbst"]) {
        const found = objects.flatMap((object) => object.shapes.filter((row) => row.manner === manner && setOf(row) === set).map((row) => ({ row, object })));
        if (found.length === 0) continue;
        const straight = found.map(({ object, row }) => row.iou - (object.shapes.find((other) => other.manner === "straight" && setOf(other) === set)?.iou ?? Number.NaN));
        const shapes = found.map(({ row }) => row);
        lines.push([
          half, manner, set, shapes.length,
          mean(shapes.map((row) => row.iou)).toFixed(3),
          mean(shapes.map((row) => row.hullIou)).toFixed(3),
          mean(shapes.map((row) => row.iou / row.hullIou)).toFixed(3),
          Math.min(...shapes.map((row) => row.iou / row.hullIou)).toFixed(3),
          manner === "straight" ? "" : mean(straight).toFixed(3),
          mean(shapes.map(worst)).toFixed(3),
          Math.min(...shapes.map(worst)).toFixed(3),
          shapes.filter((row) => row.boundary + row.nonManifold > 0).length,
          mean(shapes.map((row) => row.cpuSeconds)).toFixed(2),
        ]);
      }
    }
  }
  return table(["half", "photos", "views", "objects", "IoU", "exact hull", "mean ratio", "lowest ratio", "against straight", "worst silhouette, mean", "lowest", "with bad edges", "CPU s"], lines);
}

function onBackdrops(title: string, halves: readonly (readonly [string, ObjectRows[]])[], of: "masks" | "models"): string {
  const lines = halves.filter(([, objects]) => objects.some((object) => object[of]?.white !== undefined)).map(([half, objects]) => [
    half,
    ...BACKDROPS.map((backdrop) => {
      const found = objects.map((object) => object[of]?.[backdrop]).filter((value) => value !== undefined);
      return `${mean(found).toFixed(3)} (${Math.min(...found).toFixed(3)})`;
    }),
  ]);
  return table([title, ...BACKDROPS], lines);
}

function byObject(rows: ObjectRows[]): string {
  const cases = rows.flatMap((row) => row.shapes.map((shape) => `${shape.manner} ${setOf(shape)}`)).filter((name, i, names) => names.indexOf(name) === i);
  const lines = rows.map((row) => [
    TEST_OBJECTS.has(row.object) ? `*${row.object}*` : row.object,
    `${row.fieldOfViewDegrees}°`,
    ...cases.map((name) => {
      const shape = row.shapes.find((found) => `${found.manner} ${setOf(found)}` === name);
      if (!shape) return "";
      const match = shape.match === null ? "" : ` ${shape.match}`;
      return `${shape.iou.toFixed(3)} / ${shape.hullIou.toFixed(3)} ${worst(shape).toFixed(3)}${match}`;
    }),
  ]);
  return table(["object", "view angle", ...cases], lines);
}
