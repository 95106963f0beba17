import type { LitElement } from "lit";

/**
 * The button that was pressed has gone with its state: the focus goes to the first button that took its place on the same card,
 * unless the user has moved it elsewhere meanwhile.
 */
export async function keepFocus(gallery: LitElement, sourceId: string): Promise<void> {
  await gallery.updateComplete;
  const { activeElement } = document;
  const isElsewhere = activeElement !== null && activeElement !== document.body && activeElement !== gallery && !activeElement.contains(gallery);
  if (isElsewhere || gallery.shadowRoot?.activeElement) return;
  gallery.shadowRoot?.querySelector<HTMLElement>(`[data-id="${CSS.escape(sourceId)}"] button`)?.focus();
}
