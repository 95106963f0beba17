import "./admin.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { TIMELINE_FACTS } from "@model-3d/contract";
import { FAILED_ID, FakeAdmin } from "../../test/fake-admin.ts";
import { textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { ar } from "../locale/ar.ts";
import { de } from "../locale/de.ts";
import { registerLocale, type Messages } from "../locale/locale.ts";
import type { AdminTab } from "./admin-view.ts";
import type { Model3DAdmin } from "./admin.component.ts";

async function show(tab: AdminTab, lang: string): Promise<Model3DAdmin> {
  const element = await fixture<Model3DAdmin>(html`<model-3d-admin .client=${new FakeAdmin().client} .tab=${tab} .refreshSeconds=${0} lang=${lang}></model-3d-admin>`);
  await waitUntil(() => element.renderRoot.querySelector("[part=pane] table") !== null, "its tab shows");
  return element;
}

async function showTimeline(lang: string): Promise<Model3DAdmin> {
  const element = await show("generations", lang);
  element.renderRoot.querySelector<HTMLElement>("[part=pane] .more")?.click();
  await waitUntil(() => element.renderRoot.querySelector(`[data-timeline="${FAILED_ID}"]`) !== null, "the next page is there");
  element.renderRoot.querySelector<HTMLElement>(`[data-timeline="${FAILED_ID}"]`)?.click();
  await waitUntil(() => element.renderRoot.querySelectorAll("[part=timeline] li").length === 7, "its events are there");
  return element;
}

const factsOf = (element: Model3DAdmin): Map<string, string> => new Map(Array.from(element.renderRoot.querySelectorAll<HTMLElement>("[part=timeline] .facts div"), (fact) => [textOf(fact.querySelector("dt") ?? fact), textOf(fact.querySelector("dd") ?? fact)]));

const LANGUAGES: readonly [lang: string, messages: Messages | null, extents: readonly [string, string], facts: readonly [string, string][]][] = [
  ["en", null, ["1,200 items", "-5 credits"], [["Photos", "Back and Front"], ["Outcome told later", "Succeeded"], ["Because of", "What the provider did"], ["Ended meanwhile as", "Given up"], ["Times asked", "1,200"], ["Kind", "Files of models"], ["Size", "3.4 MB"], ["Deliveries", "Delivered 2 and Given up 1"], ["Action", "Refunded a generation"], ["Task", "task-1"]]],
  ["de", de, ["1.200 Artikel", "-5 Credits"], [["Fotos", "Hinten und Vorne"], ["Später gemeldetes Ergebnis", "Gelungen"], ["Ursache", "Anbieter"], ["Inzwischen beendet als", "Aufgegeben"], ["Nachfragen", "1.200"], ["Art", "Dateien von Modellen"], ["Größe", "3,4 MB"], ["Zustellungen", "Zugestellt 2 und Aufgegeben 1"], ["Eingriff", "Eine Erstellung erstattet"], ["Aufgabe", "task-1"]]],
  ["ar", ar, ["العناصر: 1,200", "النقاط:"], [["النتيجة التي وصلت لاحقًا", "نجحت"], ["بسبب", "المزوّد"], ["حالة الإنهاء في الأثناء", "أُوقفت"], ["النوع", "ملفات النماذج"], ["الإجراء", "ردّ نقاط عملية إنشاء"], ["المهمة", "task-1"]]],
]; // prettier-ignore

describe("<model-3d-admin> in words", () => {
  for (const [lang, messages, [items, credits], wanted] of LANGUAGES) {
    it(`tells all that a time line knows in ${lang}`, async () => {
      if (messages !== null) registerLocale(lang, messages);
      const element = await showTimeline(lang);
      const facts = factsOf(element);
      for (const [name, value] of wanted) expect(facts.get(name), name).to.equal(value);
      for (const name of facts.keys()) expect(TIMELINE_FACTS as readonly string[]).not.to.include(name);
      expect(getComputedStyle(element.renderRoot.querySelector(".facts") ?? element).direction).to.equal(lang === "ar" ? "rtl" : "ltr");
      await expect(element).to.be.accessible();
    });

    it(`says in the log how much it was, in ${lang}`, async () => {
      if (messages !== null) registerLocale(lang, messages);
      const element = await show("log", lang);
      const rows = Array.from(element.renderRoot.querySelectorAll("[part=pane] tbody tr"), textOf);
      expect(rows[0]).to.include(items);
      expect(rows[1]).to.include(credits);
      await expect(element).to.be.accessible();
    });
  }
});
