import { collectBytes, countTriangles, optimizeGlb, readGlb, writeModel, type Model, type Part } from "@model-3d/mesh";
import { pack } from "gltfpack";
import { compareSurfaces } from "../packages/mesh/test/compare-surfaces.ts";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";

const ROUNDS = 9;
/** Until the times of both are steady; before, they are told too. */
const WARM_ROUNDS = 25;
const GOAL_TIME = 0.7;
const GOAL_SIZE = 1.05;
/** What is measured of how far a light surface is from the one it was may be so much of what it is of gltfpack's: else it was not the same work. */
const MOST_OFF = 1.03;

/** The same with noise of a ten-thousandth, as a scan has it; numbers of a generator that is the same each time (Park and Miller, 1988). */
function noisyBall(rows: number): Model {
  const model = bumpyBall(rows);
  const moved = new Map<string, number>();
  let seed = 1;
  const parts = model.parts.map((part) => ({
    ...part,
    positions: part.positions.map((value, at) => {
      const place = part.positions.subarray(at - (at % 3), at - (at % 3) + 3).join();
      const factor = moved.get(place) ?? 1 + 2e-4 * ((seed = (16807 * seed) % 2147483647) / 2147483647 - 0.5);
      moved.set(place, factor);
      return value * factor;
    }),
  }));
  return { ...model, parts };
}

/** A ball with bumps that repeat nowhere, with normals and with coordinates that jump at a seam. */
function bumpyBall(rows: number): Model {
  const columns = 2 * rows;
  const count = (rows + 1) * (columns + 1);
  const [positions, normals, uvs] = [new Float32Array(3 * count), new Float32Array(3 * count), new Float32Array(2 * count)];
  for (let at = 0; at < count; at += 1) {
    const [row, column] = [Math.floor(at / (columns + 1)), at % (columns + 1)];
    const [down, around] = [(Math.PI * row) / rows, (2 * Math.PI * (column % columns)) / columns];
    const direction = [Math.sin(down) * Math.cos(around), Math.cos(down), -Math.sin(down) * Math.sin(around)] as const;
    const radius = 1 + 0.1 * Math.sin(7 * direction[0]) * Math.cos(5 * direction[1]) + 0.02 * Math.sin(31 * direction[2] + 11 * direction[0]);
    positions.set(direction.map((value) => value * radius), 3 * at);
    normals.set(direction, 3 * at);
    uvs.set([column / columns, row / rows], 2 * at);
  }
  const indices: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const corner = row * (columns + 1) + column;
      if (row < rows - 1) indices.push(corner, corner + columns + 1, corner + columns + 2);
      if (row > 0) indices.push(corner, corner + columns + 2, corner + 1);
    }
  }
  const part: Part = { name: "ball", material: 0, positions, normals, uvs, colors: null, indices: Uint32Array.from(indices) };
  const material = { name: "clay", baseColor: [0.8, 0.7, 0.6, 1], metallic: 0, roughness: 0.8, emissive: [0, 0, 0], baseColorTexture: null, metallicRoughnessTexture: null, normalTexture: null, occlusionTexture: null, emissiveTexture: null, alphaMode: "opaque", alphaCutoff: 0.5, isDoubleSided: false, extensions: [] } as const;
  return { name: "ball", parts: [part], materials: [material], textures: [], dropped: new Set() };
}

/** Milliseconds. */
interface Times {
  wall: number;
  processor: number;
}

async function packed(input: Uint8Array, maxError: number, ...options: string[]): Promise<Uint8Array> {
  let output: Uint8Array | null = null;
  await pack(["-i", "model.glb", "-o", "out.glb", ...options, "-si", "0", "-se", String(maxError)], { read: () => input, write: (_path: string, data: Uint8Array) => void (output = data.slice()) });
  if (!output) throw new Error("gltfpack wrote nothing.");
  return output;
}

/** Of both before anything is rounded, since each rounds in its own way: what is measured is the simplification. */
async function checkSame(model: Model, input: Uint8Array, maxError: number): Promise<string> {
  const { bytes, error } = await optimizeGlb(input, { maxError, textures: "keep", compression: "none", isQuantized: false });
  const [own, other] = [compareSurfaces(model, await readGlb(bytes)), compareSurfaces(model, await readGlb(await packed(input, maxError, "-noq")))];
  const compared = [["distance", own.distance.rootMeanSquare, other.distance.rootMeanSquare], ["normals", own.normals.rootMeanSquare, other.normals.rootMeanSquare]] as const;
  for (const [what, ours, theirs] of compared) if (!(ours <= MOST_OFF * theirs)) throw new Error(`Not the same work: ${what} off by ${ours} and ${theirs}.`);
  if (!(own.distance.rootMeanSquare <= error.relative)) throw new Error(`It says ${error.relative}, and is off by ${own.distance.rootMeanSquare}.`);
  const parts = (value: number) => `${(1e6 * value).toFixed(0)}`;
  return `off by ${parts(own.distance.rootMeanSquare)} millionths, at most ${parts(own.distance.largest)}, normals ${own.normals.rootMeanSquare.toFixed(3)}° (gltfpack ${parts(other.distance.rootMeanSquare)}, ${parts(other.distance.largest)}, ${other.normals.rootMeanSquare.toFixed(3)}°)`;
}

for (const [make, rows, maxError] of [[bumpyBall, 72, 0.001], [bumpyBall, 160, 0.001], [bumpyBall, 160, 0.005], [bumpyBall, 275, 0.001], [noisyBall, 275, 0.001]] as const) {
  const model = make(rows);
  const input = await collectBytes(writeModel(model, "glb"));
  const same = await checkSame(model, input, maxError);
  let last = { ours: new Uint8Array(), other: new Uint8Array() };
  // Threads of its own are in the processor's time, and the work of others on the machine is not.
  const timed = async (work: () => Promise<Uint8Array>, keep: (bytes: Uint8Array) => void): Promise<Times> => {
    const [started, before] = [performance.now(), process.cpuUsage()];
    keep(await work());
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - started, processor: (user + system) / 1000 };
  };
  const inTurn = (rounds: number) =>
    measureInTurn(
      rounds,
      () => timed(async () => (await optimizeGlb(input, { maxError, textures: "keep" })).bytes, (bytes) => (last = { ...last, ours: Uint8Array.from(bytes) })),
      () => timed(() => packed(input, maxError, "-c"), (bytes) => (last = { ...last, other: Uint8Array.from(bytes) })),
    );
  const cold = await inTurn(ROUNDS);
  await inTurn(WARM_ROUNDS);
  const { ours, other } = await inTurn(ROUNDS);
  const [left, right] = [countTriangles(await readGlb(last.ours)), countTriangles(await readGlb(last.other))];
  const coldRatio = describeRatio(cold.ours.map(({ processor }) => processor), cold.other.map(({ processor }) => processor), { of: "it", goal: GOAL_TIME });
  const ratioOf = (key: keyof Times, of: string) => describeRatio(ours.map((times) => times[key]), other.map((times) => times[key]), { of, goal: GOAL_TIME });
  console.log(`${make === noisyBall ? "noisy, " : ""}${countTriangles(model)} triangles to ${left} (error ${maxError}): time ${ratioOf("wall", `gltfpack, ${right} triangles`)}; by the processor's time ${ratioOf("processor", "it")}, in the first rounds ${coldRatio}; ours ${Math.round(median(ours.map(({ wall }) => wall)))} ms, ${Math.round(median(ours.map(({ processor }) => processor)))} ms of the processor; size ${(last.ours.length / last.other.length).toFixed(3)} of it (goal ${GOAL_SIZE}; ${last.ours.length} and ${last.other.length} bytes); ${same}`);
}
