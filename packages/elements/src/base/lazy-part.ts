import { Task } from "@lit/task";
import { adoptStyles, html, type CSSResultOrNative, type LitElement, type TemplateResult } from "lit";
import type { Messages } from "../locale/locale.ts";
import { alertIcon } from "./icons.ts";
import type { Model3DElement } from "./model-3d-element.ts";

export interface LazyPartOptions<Part> {
  /** Fetches what the part is made of; `known` is the one that is there already, such as when the language changes. */
  fetch: (messages: Messages, known: Part | undefined) => Promise<{ part: Part; styles: readonly CSSResultOrNative[] }>;
  /** Whether it is needed yet; at once when it is left out. */
  isWanted?: () => boolean;
  report: (error: unknown) => void;
  /** What stands in its place until it is there, as large as it is if that is known. */
  renderWaiting?: () => TemplateResult;
}

/** What an element draws and need not bring with it: it is fetched when it is first wanted, with its styles and texts, and can be asked for again. */
export class LazyPart<Part extends { render(): TemplateResult }> {
  #part: Part | undefined;
  readonly #host: Model3DElement;
  readonly #renderWaiting: () => TemplateResult;
  readonly #load: Task<readonly [boolean, Messages], void>;

  constructor(host: Model3DElement, { fetch, isWanted = () => true, report, renderWaiting }: LazyPartOptions<Part>) {
    this.#host = host;
    this.#renderWaiting = renderWaiting ?? (() => html`<div class="notice" role="status" aria-label=${host.messages.itemsLoading}></div>`);
    this.#load = new Task(host, {
      args: () => [isWanted(), host.messages] as const,
      task: async ([wanted, messages]) => {
        if (!wanted) return;
        const { part, styles } = await fetch(messages, this.#part);
        addStyles(host, styles);
        this.#part = part;
      },
      onError: report,
    });
    const retry = (): void => void (this.hasFailed && this.#load.run());
    host.addController({
      hostConnected: () => addEventListener("online", retry),
      hostDisconnected: () => removeEventListener("online", retry),
    });
  }

  /** `undefined` while it is not there. */
  get part(): Part | undefined {
    return this.#part;
  }

  /** It could not be fetched, and there is none from before. */
  get hasFailed(): boolean {
    return this.#load.error !== undefined && this.#part === undefined;
  }

  /** Waits until it is drawn; `undefined` when it is not wanted. @throws what kept it from being fetched. */
  async drawn(): Promise<Part | undefined> {
    await this.#host.updateComplete;
    await this.#load.taskComplete;
    await this.#host.updateComplete;
    return this.#part;
  }

  /** The part, the wait for it, or a button to ask for it again. */
  render(): TemplateResult {
    const { messages } = this.#host;
    if (this.hasFailed) {
      return html`<div class="notice" role="alert">
        ${alertIcon(28)}
        <p>${messages.describeError({ code: "network_error", message: "Check your connection, then try again." })}</p>
        <button type="button" @click=${() => this.#load.run()}>${messages.retry}</button>
      </div>`;
    }
    return this.#part?.render() ?? this.#renderWaiting();
  }
}

const added = new WeakMap<LitElement, Set<CSSResultOrNative>>();

/** Gives an element styles beside its own and those that were added before. */
export function addStyles(host: LitElement, styles: readonly CSSResultOrNative[]): void {
  const all = added.get(host) ?? new Set();
  for (const style of styles) all.add(style);
  added.set(host, all);
  adoptStyles(host.renderRoot as ShadowRoot, [...(host.constructor as typeof LitElement).elementStyles, ...all]);
}
