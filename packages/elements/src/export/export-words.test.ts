import "./export.ts";
import { CARD_NOTES, ERROR_CODES, ERRORS, EXPORT_FAILURES, EXPORT_FORMATS, type CardNote, type CardNoteCode } from "@model-3d/contract";
import { expect, fixture, html } from "@open-wc/testing";
import { createFakePage, createItem } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { ar } from "../locale/ar.ts";
import { arExport } from "../locale/ar-export.ts";
import { de } from "../locale/de.ts";
import { deExport } from "../locale/de-export.ts";
import { en } from "../locale/en.ts";
import { enExport } from "../locale/en-export.ts";
import { registerLocale } from "../locale/locale.ts";
import type { Model3DExport } from "./export.component.ts";
import { listLocally } from "./make-locally.ts";

const LANGUAGES = { en: { messages: en, texts: enExport }, de: { messages: de, texts: deExport }, ar: { messages: ar, texts: arExport } } as const;
type Language = keyof typeof LANGUAGES;
const languages = Object.keys(LANGUAGES) as Language[];
const others = ["de", "ar"] as const;
/** What only the table of the language can be: none of it in English letters. */
const ENGLISH = "Sentence of the server.";

const VALUES: Readonly<Record<CardNoteCode, CardNote["values"]>> = {
  no_real_size: {},
  far_off: { distance: 10_000, step: 0.977, unit: "mm" },
  simplified: { from: 25_000, to: 20_000, of: "faces", error: 0.125, unit: "mm" },
  opened: {},
  mended: { welded: 1, degenerate: 2, duplicate: 3, turned: 4, filled: 5, separated: 6 },
  flat_triangles: { count: 7 },
  not_closed: { openEdges: 1, flippedEdges: 2, crowdedEdges: 3 },
  overlapping: { count: 8 },
  crossing: { count: 46 },
  unreadable_textures: { names: ["skin.ktx2"] },
  other_scenes: {},
  older_materials: {},
  to_be_mended: {},
  may_be_simplified: { maxFaces: 20_000 },
  left_out: { what: ["animations", "cameras", "extensions", "hidden", "joints", "lights", "lines", "morphs", "points", "textureTransforms", "uvSets", "variants"] },
};

before(() => {
  registerLocale("de", de);
  registerLocale("ar", ar);
});

async function show(lang: Language): Promise<{ element: Model3DExport; page: ReturnType<typeof createFakePage> }> {
  const page = createFakePage();
  const model = page.api.add(createItem(1), { model_urls: { glb: URL.createObjectURL(new Blob([new Uint8Array(64)])) } });
  const element = await fixture<Model3DExport>(html`<model-3d-export lang=${lang} .client=${page.client} .model=${model} formats="stl"></model-3d-export>`);
  await waitUntil(() => element.state === "ready", "the formats show");
  return { element, page };
}

describe("an export that failed", () => {
  for (const lang of languages) {
    for (const code of EXPORT_FAILURES) {
      it(`says why and what to do: ${code} in ${lang}`, async () => {
        const { element, page } = await show(lang);
        findButton(element, LANGUAGES[lang].texts.downloadFormat("STL")).click();
        await waitUntil(() => page.api.exports.all.length === 1);
        page.api.exports.fail(page.api.exports.all[0]?.exportId ?? "", { code, message: ENGLISH });
        await waitUntil(() => element.renderRoot.querySelector(".line.danger") !== null, "it is told");
        const told = textOf(element.renderRoot.querySelector(".line.danger") ?? element);
        expect(told).to.equal(LANGUAGES[lang].texts.describeFailure(code, ENGLISH));
        // What the server says of the model itself, and of it in English alone, stands as it is.
        if (lang === "en" && (code === "unreadable" || code === "unsuitable")) return expect(told).to.equal(ENGLISH);
        // Why, and what to do.
        expect(told.split(/[.:]\s/).length, told).to.be.above(1);
        return expect(told).not.to.include(ENGLISH);
      });
    }
  }

  for (const lang of others) {
    it(`says in ${lang} why the server refused it, by every code that there is`, () => {
      for (const code of ERROR_CODES) {
        const told = LANGUAGES[lang].messages.describeError({ code, message: ERRORS[code].message, details: { endsAt: "2026-01-01T00:00:00Z" } });
        expect(told, code).not.to.include(ERRORS[code].message);
        expect(told.length, code).to.be.above(15);
      }
    });
  }
});

describe("what needs a sentence in a card", () => {
  for (const lang of others) {
    for (const code of CARD_NOTES) {
      it(`is said in ${lang} with its figures: ${code}`, () => {
        const told = LANGUAGES[lang].texts.describeNote({ code, values: VALUES[code], message: ENGLISH });
        expect(told).not.to.include(ENGLISH).and.not.to.match(/undefined|NaN/);
        const figures = Object.values(VALUES[code]).filter((value) => typeof value === "number");
        for (const figure of figures) expect(told).to.include(new Intl.NumberFormat(lang === "ar" ? "ar-u-nu-latn" : "de").format(figure));
        if (code === "left_out") for (const word of VALUES.left_out["what"] as string[]) expect(told).not.to.include(word);
      });
    }
  }

  it("is in the server's words where they are English, or of a kind that is not known here", () => {
    for (const lang of languages) expect(LANGUAGES[lang].texts.describeNote({ code: "unheard_of" as "opened", values: {}, message: ENGLISH })).to.equal(ENGLISH);
  });
});

describe("what a format is for", () => {
  it("is said in English as the server says it, in other languages by the element", async () => {
    expect(textOf((await show("en")).element)).to.include("stl is of use.");
    expect(textOf((await show("de")).element)).to.include(deExport.formats["stl"]?.use ?? "none").and.not.to.include("is of use");
  });

  it("is the same sentence there and here", () => {
    const listed = listLocally({ files: [], realSize: null, provider: "local", report: null });
    expect(listed.map(({ format }) => format).sort()).to.deep.equal([...EXPORT_FORMATS].sort());
    for (const { format, use } of listed) expect(use).to.equal(enExport.formats[format]?.use);
  });
});
