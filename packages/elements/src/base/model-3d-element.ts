import { ContextConsumer } from "@lit/context";
import { Model3DError, type Model3DClient } from "@model-3d/client";
import type { CSSResultGroup, LitElement, PropertyValues } from "lit";
import { unsafeStatic, type StaticValue } from "lit/static-html.js";
import { isRightToLeft, messagesFor, onLocaleRegistered, textLanguageOf, type Messages } from "../locale/locale.ts";
import { baseStyles } from "./base.styles.ts";
import { model3DContext } from "./client-context.ts";
import { DefaultingElement, type DefaultingDeclarations } from "./defaulting-element.ts";
import type { ElementLink } from "./element-link.ts";
import type { Model3DEventDetails } from "./events.ts";
import { onPageLanguage } from "./page-language.ts";
import { registerElement } from "./register-element.ts";
import { sharedClientFor } from "./shared-client.ts";
import { DEFAULT_TAG_PREFIX } from "./tag-prefix.ts";

export type ElementState = "loading" | "ready" | "error" | "empty";
export type Theme = "auto" | "light" | "dark";

const staticTags = new Map<string, StaticValue>();

/**
 * What all elements have in common: the client, the language, the theme and the reflected state.
 *
 * @fires model-3d-error - something failed; the element says so itself, this is for your log
 * @attr state - `loading`, `ready`, `error` or `empty`; written by the element, for selectors
 * @cssprop [--model-3d-accent] - main buttons, links, focus rings
 * @cssprop [--model-3d-on-accent] - text on the accent
 * @cssprop [--model-3d-surface] - cards and dialogs
 * @cssprop [--model-3d-text] - text
 * @cssprop [--model-3d-muted] - text of less weight
 * @cssprop [--model-3d-border] - lines
 * @cssprop [--model-3d-success] - ready, active
 * @cssprop [--model-3d-warning] - being made, running low
 * @cssprop [--model-3d-danger] - failed, deleting
 * @cssprop [--model-3d-radius=14px] - corners; smaller things take a share of it
 * @cssprop [--model-3d-gap=16px] - the scale of all spaces
 * @cssprop [--model-3d-font=inherit] - the type face
 * @cssprop [--model-3d-motion=1] - how long movements take: `0` stops them; `prefers-reduced-motion` does so by itself
 */
export class Model3DElement extends DefaultingElement {
  /** First part of the tag names under which this class and those it draws are registered. */
  static tagPrefix: string = DEFAULT_TAG_PREFIX;

  static override styles: CSSResultGroup = baseStyles;

  static override properties: DefaultingDeclarations = {
    api: { type: String },
    lang: { type: String, reflect: true, initial: "" },
    theme: { type: String, reflect: true, initial: "auto", oneOf: ["auto", "light", "dark"] },
    client: { attribute: false },
    state: { type: String, reflect: true, initial: "loading" },
  };

  /** Where the API is, when there is no provider around and `client` is not set. */
  declare api: string | undefined;
  /** BCP 47 tag of the language; by default the provider's, then the page's. */
  declare lang: string;
  /** `light` or `dark` where the element differs from the page's colour scheme. */
  declare theme: Theme;
  /** A client of your own (`@model-3d/client`); goes before `api` and the provider. */
  declare client: Model3DClient | undefined;
  declare state: ElementState;

  readonly #context = new ContextConsumer(this, { context: model3DContext, subscribe: true });
  #stopListening: (() => void)[] = [];
  /** What was drawn last is in this language. */
  #drawnLang = "";
  /** The wanted one then, for which English may stand in. */
  #drawnFor = "";
  /** Its children say their language, which is not the page's. */
  #isMarked = false;
  #internals: ElementInternals | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#internals ??= this.attachInternals();
    const follow = (): void => {
      if (this.#pageLang !== this.#drawnFor || this.activeLang !== this.#drawnLang) this.requestUpdate();
    };
    this.#stopListening = [onLocaleRegistered(() => this.requestUpdate()), onPageLanguage(follow)];
    // It may have changed while the element was elsewhere.
    if (this.hasUpdated) follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stopListening) stop();
  }

  protected override update(changed: PropertyValues): void {
    this.#drawnLang = this.activeLang;
    this.#drawnFor = this.#pageLang;
    super.update(changed);
    const isOfPage = this.#drawnLang === this.#drawnFor;
    const isRtl = isRightToLeft(this.#drawnLang);
    // States and no `dir`: attributes of the host's own mark-up stay the host's.
    this.#mark("rtl", isRtl);
    this.#mark("ltr", !isRtl && isRightToLeft(this.#drawnFor));
    if (isOfPage && !this.#isMarked) return;
    this.#isMarked = !isOfPage;
    // Otherwise a screen reader would read English with the voice of the page's language. Elements of ours say it themselves.
    for (const child of this.renderRoot.children) {
      if (child.localName.includes("-")) continue;
      if (isOfPage) child.removeAttribute("lang");
      else child.setAttribute("lang", this.#drawnLang);
    }
  }

  #mark(state: string, isOn: boolean): void {
    if (isOn) this.#internals?.states.add(state);
    else this.#internals?.states.delete(state);
  }

  /** The client in use: the own one, the one for `api`, the provider's, or the page's default. */
  get activeClient(): Model3DClient {
    if (this.client !== undefined) return this.client;
    if (this.api !== undefined) return sharedClientFor(this.api);
    return this.#context.value?.client ?? sharedClientFor();
  }

  /** The language of the texts: the wanted one, or `en` where English stands in for it. */
  get activeLang(): string {
    return textLanguageOf(this.#pageLang);
  }

  get #pageLang(): string {
    // Pages write `en_US` too, which `Intl` takes for no language.
    return this.#wantedLang.replace("_", "-");
  }

  get #wantedLang(): string {
    if (this.lang !== "") return this.lang;
    const provided = this.#context.value?.locale ?? "";
    if (provided !== "") return provided;
    const inherited = this.closest?.("[lang]:not([lang=''])")?.getAttribute("lang") ?? "";
    return inherited !== "" ? inherited : (globalThis.document?.documentElement?.lang ?? "");
  }

  get messages(): Messages {
    return messagesFor(this.activeLang);
  }

  /** The tag of another element of this family, under this one's prefix; with its class, it is registered first. */
  protected tag(name: string, elementClass?: typeof LitElement): StaticValue {
    const prefix = (this.constructor as typeof Model3DElement).tagPrefix;
    if (elementClass !== undefined) registerElement(name, elementClass, prefix);
    const tag = `${prefix}-${name}`;
    const known = staticTags.get(tag);
    if (known !== undefined) return known;
    const value = unsafeStatic(tag);
    staticTags.set(tag, value);
    return value;
  }

  /** What it lends to a part that is loaded later. */
  protected get link(): ElementLink {
    return { emit: (type, detail) => this.emit(type, detail), report: (error) => this.report(error), tag: (name, elementClass) => this.tag(name, elementClass) };
  }

  /** Fires one of the typed events, which bubble out of shadow roots. */
  protected emit<Type extends keyof Model3DEventDetails>(type: Type, detail: Model3DEventDetails[Type]): boolean {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** Tells the page of an error and gives the words for it. */
  protected report(error: unknown): string {
    const known = Model3DError.from(error);
    this.emit("model-3d-error", { code: known.code, message: known.message, error: known });
    return this.messages.describeError(known);
  }
}
