import { ContextProvider } from "@lit/context";
import { createModel3DClient, type HeadersSource, type Model3DClient } from "@model-3d/client";
import { css, html, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import { model3DContext } from "../base/client-context.ts";
import { DefaultingElement, type DefaultingDeclarations } from "../base/defaulting-element.ts";
import { sharedClientFor } from "../base/shared-client.ts";
import { reportViewers } from "./report-viewers.ts";

/**
 * Tells the elements inside where the API is, how to sign in and which language to speak. Takes no space of its own.
 *
 * @slot - the page
 * @attr api - address of the API; `/api` by default
 * @attr locale - BCP 47 tag of the language; the page's own by default
 * @attr credentials - `omit`, `same-origin` or `include`, as of `fetch`
 * @attr report-viewers - tells the server how long viewers load and why some fail, where the host takes it
 * @fires model-3d-error - an error of any element inside passes here
 */
export class Model3DProvider extends DefaultingElement {
  static override styles: CSSResultGroup = css`
    :host {
      display: contents;
    }

    :host([hidden]) {
      display: none;
    }
  `;

  static override properties: DefaultingDeclarations = {
    api: { type: String },
    locale: { type: String, initial: "" },
    credentials: { type: String },
    reportViewers: { type: Boolean, attribute: "report-viewers", initial: false },
    fetch: { attribute: false },
    headers: { attribute: false },
    client: { attribute: false },
  };

  /** Where the API is: a path of the page's host, or an address. `/api` by default. */
  declare api: string | undefined;
  /** BCP 47 tag; the page's own language by default. */
  declare locale: string;
  /** As in `fetch`: `include` for an API of another origin that signs in by cookie. */
  declare credentials: RequestCredentials | undefined;
  /** Tells the server how long the viewers inside take to show their models, and why some don't; nobody and no model is named. Needs `viewerReports` of the server. */
  declare reportViewers: boolean;
  /** Takes the place of the page's `fetch` for every request. */
  declare fetch: typeof globalThis.fetch | undefined;
  /** Headers of every request, or a function that gives them before each, such as one with a fresh token. */
  declare headers: HeadersSource | undefined;
  /** A client of your own; the other settings then count for nothing. */
  declare client: Model3DClient | undefined;

  #client: Model3DClient | undefined;
  #reporting: AbortController | undefined;
  readonly #provider = new ContextProvider(this, { context: model3DContext });

  override connectedCallback(): void {
    this.#provide();
    super.connectedCallback();
    this.#report();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reporting?.abort();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.size > 0) this.#report();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && changed.size > 0) this.#provide();
  }

  #provide(): void {
    this.#client = this.client ?? this.#createClient();
    this.#provider.setValue({ client: this.#client, locale: this.locale });
  }

  #report(): void {
    this.#reporting?.abort();
    if (!this.reportViewers || this.#client === undefined) return;
    this.#reporting = new AbortController();
    reportViewers(this, this.#client, this.#reporting.signal);
  }

  #createClient(): Model3DClient {
    const { api, fetch, headers, credentials } = this;
    if (fetch === undefined && headers === undefined && credentials === undefined) return sharedClientFor(api);
    return createModel3DClient({ api, fetch, headers, credentials });
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-provider": Model3DProvider;
  }
}
