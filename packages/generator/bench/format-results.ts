import type { GenerateStage, View } from "../src/index.ts";

export interface BenchRow {
  object: string;
  background: string;
  views: readonly View[];
  iou: number;
  hullIou: number;
  silhouetteIou: Partial<Record<View, number>>;
  boundary: number;
  nonManifold: number;
  triangles: number;
  issues: number;
  cpuSeconds: number;
  ms: Record<GenerateStage, number>;
}

const HEAD = "| object | background | views | IoU | hull | ratio | silhouettes | edges | triangles | issues | CPU s | ms by stage |";
const RULE = "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

/** A table of all rows, and of their means for each number of views. */
export function formatResults(rows: BenchRow[]): string {
  const lines = [HEAD, RULE, ...rows.map(formatRow)];
  if (rows.length < 2) return lines.join("\n");
  const means: string[] = ["", "| views | mean IoU | mean hull | IoU / hull | lowest ratio | lowest silhouette | most CPU s |", "| --- | --- | --- | --- | --- | --- | --- |"];
  for (const count of [2, 3, 4]) {
    const group = rows.filter((row) => row.views.length === count);
    if (group.length === 0) continue;
    const iou = mean(group.map((row) => row.iou));
    const hull = mean(group.map((row) => row.hullIou));
    const lowest = Math.min(...group.map((row) => row.iou / row.hullIou));
    const outline = Math.min(...group.flatMap((row) => Object.values(row.silhouetteIou)));
    const cpu = Math.max(...group.map((row) => row.cpuSeconds));
    means.push(`| ${group[0]!.views.join(", ")} | ${iou.toFixed(3)} | ${hull.toFixed(3)} | ${(iou / hull).toFixed(3)} | ${lowest.toFixed(3)} | ${outline.toFixed(3)} | ${cpu.toFixed(1)} |`);
  }
  return [...lines, ...means].join("\n");
}

function formatRow(row: BenchRow): string {
  const views = row.views.map((view) => view[0]).join("");
  const outlines = row.views.map((view) => (row.silhouetteIou[view] ?? 0).toFixed(3)).join(" ");
  const cells = [
    row.object,
    row.background,
    views,
    row.iou.toFixed(3),
    row.hullIou.toFixed(3),
    (row.iou / row.hullIou).toFixed(3),
    outlines,
    `${row.boundary} / ${row.nonManifold}`,
    row.triangles,
    row.issues,
    row.cpuSeconds.toFixed(2),
    Object.values(row.ms).join(" "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
