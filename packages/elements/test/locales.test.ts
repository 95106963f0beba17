import { describe, expect, it } from "vitest";
import { ar } from "../src/locale/ar.ts";
import { de } from "../src/locale/de.ts";
import { en } from "../src/locale/en.ts";
import type { Messages } from "../src/locale/locale.ts";

type Table = Readonly<Record<string, unknown>>;
type Text = (...values: readonly unknown[]) => unknown;

/** Texts that take one of a few words, not whatever a page has. */
const CHOICES: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  viewName: [["front"], ["back"], ["side"], ["top"], ["left"], ["bottom"]],
  itemStatus: [["none"], ["making"], ["ready"], ["failed"]],
  viewerSeenFrom: ["front", "back", "left", "right"].flatMap((side) => ["level", "above", "below"].map((height) => [side, height])),
  viewerDimension: [["width", "7 cm"], ["height", "7 cm"], ["depth", "7 cm"]],
  viewerLight: [["auto"], ["studio"], ["soft"], ["outdoor"], ["dark"]],
  describeError: ["not_found", "provider_error", "network_error", "unknown_code"].map((code) => [{ code, message: "7 things are wrong" }]),
  addView: [["front"], ["top"], ["left"], ["bottom"]],
  takeView: [["front"], ["top"]],
  grabbed: [["vase-7.jpg", "back"]],
  moved: [["vase-7.jpg", "back", "8.jpg"], ["vase-7.jpg", "back", null]],
  dropped: [["vase-7.jpg", "back"]],
  moveCancelled: [["vase-7.jpg", "back"]],
  compareHint: [[0], [1]],
  otherFormat: [["model_7"]],
  itemsFound: [[47, true], [47, false]],
  duration: [[47], [2820]],
  // Each code is said in every language by the tests of the exports; this is what all say of one that they do not know.
  describeNote: [[{ code: "unheard_of", values: {}, message: "7 faces are so." }]],
  describeFailure: ["too_many_faces", "too_large", "took_too_long", "unreadable", "unsuitable", "failed"].map((code) => [code, "It could not be made."]),
  state: [["RUNNING"], ["PAUSED"], ["DONE"], ["CANCELLED"]],
  itemState: [["WAITING"], ["STARTING"], ["IN_PROGRESS"], ["SUCCEEDED"], ["FAILED"], ["SKIPPED"], ["CANCELLED"]],
  pausedBecause: [["user"], ["insufficient_credits"], ["credit_limit_reached"]],
  reason: ["views_missing", "duplicate", "generation_in_progress", "expired", "deleted", "provider_error"].map((code) => [{ code, message: "It could not be made.", views: ["front", "back"] }, ({ message }: { message: string }) => message]),
  describeStart: [["This may take 30-60 seconds."], ["Soon."]],
  describeFinding: ["tooSmall", "small", "far", "blurred", "cut", "noObject", "busyBackground", "lowContrast", "tooDark", "tooBright", "sameFile", "samePhoto", "mirrored", "swapped", "mismatch", "otherObject"].flatMap((code) => [
    [{ code, view: "front", severity: "warning", value: 417, limit: 1024 }],
    [{ code, view: "front", severity: "warning", value: 417, limit: 1024, borders: ["top", "left"], other: "back", suggestion: "side" }],
  ]),
};
/** Words that English alone says for everybody, and where others may leave a figure out. */
const SAYS_IT_IN_WORDS = ["describeError", "describeStart"];

/** A table with all that is loaded later, under its names. */
async function readAll(messages: Messages): Promise<Record<string, unknown>> {
  const { uploadTexts, coachTexts, exportTexts, compareTexts, versionsTexts, confirmTexts, batchTexts, adminTexts, viewerToolTexts, ...rest } = messages;
  return { ...rest, upload: await uploadTexts(), coach: await coachTexts(), export_: await exportTexts(), compare_: await compareTexts(), versions_: await versionsTexts(), confirm_: await confirmTexts(), batch_: await batchTexts(), admin_: await adminTexts(), viewerTools: await viewerToolTexts() };
}

function* entriesOf(table: Table, path: readonly string[] = []): Generator<readonly [path: string, value: unknown]> {
  for (const [key, value] of Object.entries(table)) {
    if (typeof value === "object" && value !== null) yield* entriesOf(value as Table, [...path, key]);
    else yield [[...path, key].join("."), value];
  }
}

/** What a text says for values, all its parts in one. */
const say = (text: unknown, values: readonly unknown[]): string => JSON.stringify((text as Text)(...values));

/** The figures and names in a text, whatever the language sets between thousands. */
const givenIn = (text: string): string[] => [...new Set(text.replaceAll("3D", "").replace(/(?<=\d)[.,\s](?=\d{3})/g, "").match(/\d+/g) ?? [])].sort();

const locales: readonly (readonly [string, Messages])[] = [["de", de], ["ar", ar]];

describe.each(locales)("%s", (lang, messages) => {
  it("has every text that English has, and no other", async () => {
    const [mine, english] = [new Map(entriesOf(await readAll(messages))), new Map(entriesOf(await readAll(en)))];
    expect([...mine.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, value] of mine) expect(typeof value, path).toBe(typeof english.get(path));
    for (const [path, value] of mine) if (typeof value === "string") expect(value === "", path).toBe(english.get(path) === "");
  });

  it("says every figure and name that English says", async () => {
    const [mine, english] = [new Map(entriesOf(await readAll(messages))), new Map(entriesOf(await readAll(en)))];
    const texts = [...english].filter(([, value]) => typeof value === "function");
    expect(texts.length).toBeGreaterThan(80);
    for (const [path, text] of texts) {
      const key = path.split(".").at(-1) ?? "";
      const values = CHOICES[key] ?? [Array.from({ length: (text as Text).length }, (_value, index) => 4711 + index)];
      for (const each of values) {
        const [said, wanted] = [say(mine.get(path), each), say(text, each)];
        expect(typeof said, path).toBe("string");
        expect(said.length, path).toBeGreaterThan(2);
        expect(said, path).not.toMatch(/undefined|NaN|\[object/);
        if (!SAYS_IT_IN_WORDS.includes(key)) expect(givenIn(said), `${path}: ${said}`).toEqual(givenIn(wanted));
      }
    }
  });

  it("is not English", async () => {
    const [mine, english] = [new Map(entriesOf(await readAll(messages))), new Map(entriesOf(await readAll(en)))];
    const same = [...mine].filter(([path, value]) => typeof value === "string" && value !== "" && value === english.get(path) && !path.endsWith(".name")).map(([path]) => path);
    // What the two languages call alike.
    const alike = lang === "de" ? ["admin_.amount", "admin_.credits", "admin_.facts.status", "admin_.facts.version", "admin_.status", "admin_.tabs.webhooks", "admin_.version", "export_.formats.step.use", "filterByStatus", "viewerTools.viewerAnimation", "creditsLabel", "export_.units.mm", "export_.units.cm", "export_.units.m"] : [];
    expect(same.sort()).toEqual(alike.sort());
  });
});

it("counts as the language does", () => {
  expect([0, 1, 2, 10].map((count) => de.credits(count))).toEqual(["0 Credits", "1 Credit", "2 Credits", "10 Credits"]);
  expect([1, 2, 3, 10, 11, 100].map((count) => ar.credits(count))).toEqual(["نقطة واحدة", "نقطتان", "3 نقاط", "10 نقاط", "11 نقطة", "100 نقطة"]);
});
