import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

/** What of a page's child is told to model-viewer. */
const TOLD = ["data-position", "data-normal", "data-surface", "data-model-index", "data-visibility-attribute"] as const;
const EXTRA = ["src", "offset", "orientation", "scale", "background"] as const;
/** Slots of model-viewer that replace what it draws itself; only handed on when the page fills them. */
const OTHER_SLOTS = ["progress-bar", "interaction-prompt", "exit-webxr-ar-button", "pan-target", "finger0", "finger1", "ar-prompt", "ar-failure"];

const isHotspot = (child: Element): boolean => child.slot.startsWith("hotspot");

/** Hands the page's hotspots, further models and other slotted children on to the `<model-viewer>` inside. */
export class HotspotSlots implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #observer: MutationObserver | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
    // A server has none, and nothing to observe.
    if (typeof MutationObserver !== "undefined") this.#observer = new MutationObserver(() => host.requestUpdate());
  }

  get hasHotspots(): boolean {
    return this.#children.some(isHotspot);
  }

  hostConnected(): void {
    this.#observer?.observe(this.#host, { childList: true, subtree: true, attributes: true, attributeFilter: ["slot", ...TOLD, ...EXTRA] });
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  render(isHidden: boolean): TemplateResult {
    const hotspots = [...new Map(this.#children.filter(isHotspot).map((child) => [child.slot, child])).values()];
    return html`${repeat(hotspots, keyOf, (child) => this.#renderHotspot(child, isHidden))}
    ${this.#children.filter(({ localName }) => localName === "extra-model").map((child) => renderExtra(child))}
    ${OTHER_SLOTS.filter((name) => this.#children.some(({ slot }) => slot === name)).map((name) => html`<slot name=${name} slot=${name}></slot>`)}`;
  }

  get #children(): Element[] {
    return [...this.#host.children];
  }

  #renderHotspot(child: Element, isHidden: boolean): TemplateResult {
    const told = (name: (typeof TOLD)[number]): string | typeof nothing => child.getAttribute(name) ?? nothing;
    return html`<slot
      name=${child.slot}
      slot=${child.slot}
      data-position=${told("data-position")}
      data-normal=${told("data-normal")}
      data-surface=${told("data-surface")}
      data-model-index=${told("data-model-index")}
      class=${isHidden ? "hidden" : nothing}
      @hotspot-visibility=${this.#tell}
    ></slot>`;
  }

  /** Says on the page's own element whether it faces the camera, as model-viewer would. */
  #tell(event: CustomEvent<{ visible: boolean }>): void {
    for (const child of (event.currentTarget as HTMLSlotElement).assignedElements()) {
      child.toggleAttribute(`data-${child.getAttribute("data-visibility-attribute") ?? "visible"}`, event.detail.visible);
      child.dispatchEvent(new CustomEvent("hotspot-visibility", { detail: event.detail }));
    }
  }
}

/** model-viewer reads a hotspot's place only when it is added: moved by its attributes, it is another one. */
const keyOf = (child: Element): string => [child.slot, ...TOLD.map((name) => child.getAttribute(name) ?? "")].join("\n");

function renderExtra(child: Element): TemplateResult {
  const told = (name: (typeof EXTRA)[number]): string | typeof nothing => child.getAttribute(name) ?? nothing;
  return html`<extra-model
    src=${told("src")}
    offset=${told("offset")}
    orientation=${told("orientation")}
    scale=${told("scale")}
    ?background=${child.hasAttribute("background")}
  ></extra-model>`;
}
