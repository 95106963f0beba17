import { describe, expect, it } from "vitest";
import { chooseLeaving, READ_MS, type KeptArchive } from "./choose-leaving.ts";

const NOW = new Date("2026-03-02T09:00:00.000Z");
const ago = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);
const kept = (id: string, bytes: number, more: Partial<KeptArchive> = {}): KeptArchive => ({ id, bytes, isUnderWay: false, readAt: null, ...more });
const LOTS = { count: Infinity, bytes: Infinity };

describe("what makes room", () => {
  it.each([
    ["nothing where there is room", [kept("a", 5), kept("b", 5)], { count: 2, bytes: 10 }, []],
    ["what was used longest ago, by number", [kept("a", 5), kept("b", 5), kept("c", 5)], { ...LOTS, count: 1 }, ["a", "b"]],
    ["as few as will do, by bytes", [kept("a", 5), kept("b", 5), kept("c", 5)], { ...LOTS, bytes: 10 }, ["a"]],
    ["not what is read or packed", [kept("a", 5, { readAt: ago(READ_MS - 1) }), kept("b", 0, { isUnderWay: true }), kept("c", 5)], { ...LOTS, count: 2 }, ["c"]],
    ["what was read a while ago", [kept("a", 5, { readAt: ago(READ_MS) }), kept("c", 5)], { ...LOTS, count: 1 }, ["a"]],
    ["nothing that has no file, where it is the bytes", [kept("failed", 0), kept("b", 5), kept("c", 5)], { ...LOTS, bytes: 5 }, ["b"]],
    ["nothing at all where that would not do", [kept("a", 5), kept("b", 50, { readAt: ago(0) })], { ...LOTS, bytes: 20 }, null],
  ] as const)("is %s", (_what, archives, room, leaving) => expect(chooseLeaving(archives, room, NOW)).toEqual(leaving));
});
