import "../confirm/confirm.ts";
import { expect, fixture, html } from "@open-wc/testing";
import { createFakePage } from "../../test/fake-client.ts";
import { findButton, textOf } from "../../test/find-by-text.ts";
import { waitUntil } from "../../test/wait-until.ts";
import type { Model3DConfirm } from "../confirm/confirm.component.ts";
import type { ConfirmQuestion } from "../confirm/confirm-question.ts";
import { PhotoCheck } from "./photo-check.ts";
import type { PhotoFinding } from "./photo-finding.ts";

/** Photos are measured, which takes long on a busy machine. */
const TIMEOUT_MS = 60_000;

const photo = (name: string): string => `/demo/photos/${name}.jpg`;

async function ask(question: Partial<ConfirmQuestion>): Promise<Model3DConfirm> {
  const { client } = createFakePage();
  const confirm = await fixture<Model3DConfirm>(html`<model-3d-confirm .client=${client}></model-3d-confirm>`);
  void confirm.ask({ title: "Robot", images: {}, isRegeneration: false, ...question });
  return confirm;
}

const settled = (confirm: Model3DConfirm, text: string): Promise<void> => waitUntil(() => textOf(confirm).includes(text), text, { timeout: TIMEOUT_MS });

describe("the photo check of a confirmation", function () {
  this.timeout(TIMEOUT_MS);

  it("looks at photos by their addresses while the user reads, and lets nobody go on before it has spoken", async () => {
    const confirm = await ask({ images: { front: photo("toy-robot-front"), back: photo("toy-robot-back") } });
    await settled(confirm, "Checking the photos in your browser…");
    const button = findButton(confirm, "Continue");
    expect(button.ariaDisabled, "it keeps the focus, and says why").to.equal("true");
    expect(textOf((button.getRootNode() as ShadowRoot).getElementById(button.getAttribute("aria-describedby") ?? "") as Element)).to.equal("Checking the photos in your browser…");
    await expect(confirm).to.be.accessible();
    button.click();
    await settled(confirm, "All photos look good.");
    expect([button.ariaDisabled, button.hasAttribute("aria-describedby")]).to.deep.equal([null, false]);
    await expect(confirm).to.be.accessible();
    button.click();
    await waitUntil(() => confirm.question === null);
  });

  it("lets go of whoever waits when the photos take too long", async () => {
    const host = await fixture<Model3DConfirm>(html`<model-3d-confirm></model-3d-confirm>`);
    const endless = Image.prototype.decode;
    Image.prototype.decode = () => new Promise(() => undefined);
    try {
      const check = new PhotoCheck(host, { patienceMs: 1 });
      check.follow({ images: { front: photo("toy-robot-front") } }, host.messages);
      expect(check.isLooking).to.equal(true);
      await waitUntil(() => !check.isLooking);
    } finally {
      Image.prototype.decode = endless;
    }
  });

  it("says what is wrong with them", async () => {
    const confirm = await ask({ images: { front: photo("toy-robot-front"), back: photo("teapot-back") } });
    await settled(confirm, "Seems to show something else.");
    expect(textOf(confirm)).to.include("One thing to look at").and.to.include("Its colours are in no other photo.");
    await expect(confirm).to.be.accessible();
  });

  it("repeats what is known already without looking again", async () => {
    const finding: PhotoFinding = { view: "back", code: "blurred", severity: "warning", value: 4, limit: 1.5 };
    const confirm = await ask({ images: { front: "/no-such-photo-1.jpg", back: "/no-such-photo-2.jpg" }, findings: [finding] });
    await settled(confirm, "Blurred.");
  });

  it("says that photos which a page may not read could not be checked", async () => {
    const confirm = await ask({ images: { front: "/no-such-photo-1.jpg", back: "/no-such-photo-2.jpg" } });
    await settled(confirm, "Could not be checked in this browser.");
    expect(findButton(confirm, "Continue").ariaDisabled).to.equal(null);
  });

  it("says that the page is offline, and looks once it is online again", async () => {
    const decode = Image.prototype.decode;
    let isOnline = false;
    Object.defineProperty(navigator, "onLine", { configurable: true, get: () => isOnline });
    Image.prototype.decode = () => Promise.reject(new Error("offline"));
    try {
      const confirm = await ask({ images: { front: photo("toy-robot-front"), back: photo("toy-robot-back") } });
      await settled(confirm, "Not checked: you are offline.");
      expect(findButton(confirm, "Continue").ariaDisabled).to.equal(null);
      Image.prototype.decode = decode;
      isOnline = true;
      dispatchEvent(new Event("online"));
      await settled(confirm, "All photos look good.");
    } finally {
      Image.prototype.decode = decode;
      Reflect.deleteProperty(navigator, "onLine");
    }
  });

  it("looks at the next question's photos, not at those of the last", async () => {
    const confirm = await ask({ images: { front: photo("toy-robot-front"), back: photo("toy-robot-back") } });
    await settled(confirm, "Checking the photos");
    void confirm.ask({ title: "Teapot", images: { front: photo("teapot-front"), back: photo("teapot-front") }, isRegeneration: false });
    await settled(confirm, "Looks like the front photo once more.");
  });
});
