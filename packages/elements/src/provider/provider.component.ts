import { ContextProvider } from "@lit/context";
import { createModel3DClient, type HeadersSource, type Model3DClient } from "@model-3d/client";
import { css, html, LitElement, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { model3DContext } from "../base/client-context.ts";
import { sharedClientFor } from "../base/shared-client.ts";

/**
 * Tells the elements inside where the API is, how to sign in and which language to speak. Takes no space of its own.
 *
 * @slot - the page
 */
export class Model3DProvider extends LitElement {
  static override styles: CSSResultGroup = css`
    :host {
      display: contents;
    }
  `;

  static override properties: PropertyDeclarations = {
    api: { type: String },
    locale: { type: String },
    credentials: { type: String },
    fetch: { attribute: false },
    headers: { attribute: false },
    client: { attribute: false },
  };

  declare api: string | undefined;
  /** BCP 47 tag; the page's own language by default. */
  declare locale: string;
  declare credentials: RequestCredentials | undefined;
  declare fetch: typeof globalThis.fetch | undefined;
  declare headers: HeadersSource | undefined;
  /** A client of your own; the other settings then count for nothing. */
  declare client: Model3DClient | undefined;

  readonly #provider = new ContextProvider(this, { context: model3DContext });

  constructor() {
    super();
    this.locale = "";
  }

  override connectedCallback(): void {
    this.#provide();
    super.connectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && changed.size > 0) this.#provide();
  }

  #provide(): void {
    this.#provider.setValue({ client: this.client ?? this.#createClient(), locale: this.locale });
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
