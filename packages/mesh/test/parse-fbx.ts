import { unzlibSync } from "fflate";
import { expect } from "vitest";

export interface FbxRecord {
  name: string;
  values: (number | string | boolean | bigint | number[] | Uint8Array)[];
  children: FbxRecord[];
}

/** Strict: every record ends where it says, lists end with an empty one, arrays have the length that they tell, and nothing is behind the foot. */
export function parseFbx(bytes: Uint8Array): FbxRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number, length: number) => new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(at, at + length));
  expect([word(0, 21), view.getUint32(23, true)]).toEqual(["Kaydara FBX Binary  \0", 7400]);
  const arrayAt = (at: number, size: number, read: (values: DataView, k: number) => number): [number[], number] => {
    const [count, isCompressed, length] = [0, 4, 8].map((k) => view.getUint32(at + k, true)) as [number, number, number];
    const stored = bytes.subarray(at + 12, at + 12 + length);
    const values = isCompressed === 1 ? unzlibSync(stored) : stored;
    if (values.length !== count * size) throw new Error("An array of another length than it tells.");
    const all = new DataView(values.buffer, values.byteOffset, values.byteLength);
    return [Array.from({ length: count }, (_, k) => read(all, size * k)), 12 + length];
  };
  const valueAt = (at: number): [FbxRecord["values"][number], number] => {
    const type = String.fromCharCode(bytes[at]!);
    if (type === "I") return [view.getInt32(at + 1, true), 5];
    if (type === "L") return [view.getBigInt64(at + 1, true), 9];
    if (type === "D") return [view.getFloat64(at + 1, true), 9];
    if (type === "C") return [bytes[at + 1] === 1, 2];
    const length = view.getUint32(at + 1, true);
    if (type === "S") return [word(at + 5, length), 5 + length];
    if (type === "R") return [bytes.slice(at + 5, at + 5 + length), 5 + length];
    const [values, used] = type === "i" ? arrayAt(at + 1, 4, (all, k) => all.getInt32(k, true)) : arrayAt(at + 1, 8, (all, k) => all.getFloat64(k, true));
    return [values, 1 + used];
  };
  const listAt = (start: number): [FbxRecord[], number] => {
    const records: FbxRecord[] = [];
    let at = start;
    for (let end = view.getUint32(at, true); end !== 0; end = view.getUint32(at, true)) {
      const [count, length, name] = [view.getUint32(at + 4, true), view.getUint32(at + 8, true), word(at + 13, bytes[at + 12]!)];
      const values: FbxRecord["values"] = [];
      let inside = at + 13 + bytes[at + 12]!;
      const behind = inside + length;
      for (let k = 0; k < count; k++) {
        const [value, used] = valueAt(inside);
        values.push(value);
        inside += used;
      }
      if (inside !== behind) throw new Error(`${name}: its values are not as long as it tells.`);
      let children: FbxRecord[] = [];
      if (behind < end) [children, inside] = listAt(behind);
      if (inside !== end) throw new Error(`${name} does not end where it tells.`);
      records.push({ name, values, children });
      at = end;
    }
    return [records, at + 13];
  };
  const [records, end] = listAt(27);
  expect((end + 20 + (16 - ((end + 20) % 16))) % 16).toBe(0);
  expect(bytes.length).toBe(end + 20 + (16 - ((end + 20) % 16)) + 4 + 120 + 16);
  return records;
}

export const child = (records: readonly FbxRecord[], name: string) => records.find((record) => record.name === name)!;
