import type { Model3DClient } from "@model-3d/client";
import type { Model } from "@model-3d/contract";
import { nothing, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { ElementLink } from "../base/element-link.ts";
import { Model3DConfirm } from "../confirm/confirm.component.ts";
import type { Messages } from "../locale/locale.ts";
import { renderViewer } from "../models/render-viewer.ts";
import type { GalleryItem } from "./gallery-item.ts";

export interface DialogsOptions {
  /** Whose model is shown. */
  viewing: { item: GalleryItem; model: Model } | null;
  /** Whose versions are shown. */
  listing: GalleryItem | null;
  messages: Messages;
  client: Model3DClient;
  lang: string;
  arUrl: string | undefined;
  tag: ElementLink["tag"];
  nameOf: (item: GalleryItem) => string;
  onClose: () => void;
}

/** What opens above the gallery: a model, the versions of an item, the question before a generation, and toasts. */
export function renderDialogs({ viewing, listing, messages, client, lang, arUrl, tag, nameOf, onClose }: DialogsOptions): TemplateResult {
  const [dialog, versions, exporter] = [tag("dialog"), tag("versions"), tag("export")];
  const [confirm, toasts] = [tag("confirm", Model3DConfirm), tag("toasts")];
  return html`<${dialog} size="large" .open=${viewing !== null} .heading=${viewing === null ? "" : nameOf(viewing.item)} .lang=${lang} @close=${onClose}>
      ${viewing === null
        ? nothing
        : renderViewer(viewing.model, { tag: tag("viewer"), client, lang, alt: messages.model3dOf(nameOf(viewing.item)), isLarge: true, arUrl })}
    </${dialog}>
    <${versions}
      .open=${listing !== null}
      .heading=${listing === null ? "" : messages.versionsOf(nameOf(listing))}
      .name=${listing?.title || undefined}
      .sourceType=${listing?.sourceType ?? "product"}
      .sourceId=${listing?.sourceId}
      .client=${client}
      .lang=${lang}
      @close=${onClose}
    ></${versions}>
    <${exporter} data-role="export" .open=${false} .client=${client} .lang=${lang}></${exporter}>
    <${confirm} data-role="confirm" .client=${client} .lang=${lang}></${confirm}>
    <${toasts} data-role="toasts" .lang=${lang}></${toasts}>`;
}
