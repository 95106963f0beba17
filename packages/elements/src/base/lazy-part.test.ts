import { expect, fixture, html } from "@open-wc/testing";
import type { TemplateResult } from "lit";
import { findButtons, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { LazyPart } from "./lazy-part.ts";
import { Model3DElement } from "./model-3d-element.ts";

let isOnline = false;

class LateElement extends Model3DElement {
  readonly #part = new LazyPart(this, {
    fetch: async () => {
      if (!isOnline) throw new TypeError("Failed to fetch dynamically imported module");
      return { part: { render: () => html`<p>here it is</p>` }, styles: [] };
    },
    report: (error) => void this.report(error),
  });

  protected override render(): TemplateResult {
    return this.#part.render();
  }
}

customElements.define("model-3d-late-element", LateElement);

describe("a part that cannot be fetched", () => {
  beforeEach(() => {
    isOnline = false;
  });

  const show = (): Promise<LateElement> => fixture<LateElement>(html`<model-3d-late-element></model-3d-late-element>`);

  it("says what to do, and comes when it is asked for again", async () => {
    const element = await show();
    await waitUntil(() => textOf(element).includes("Check your connection, then try again."));
    await expect(element).to.be.accessible();
    isOnline = true;
    findButtons(element, "Try again")[0]?.click();
    await waitUntil(() => textOf(element).includes("here it is"));
  });

  it("comes by itself when the page is online again", async () => {
    const element = await show();
    await waitUntil(() => textOf(element).includes("Check your connection, then try again."));
    isOnline = true;
    window.dispatchEvent(new Event("online"));
    await waitUntil(() => textOf(element).includes("here it is"));
  });
});
