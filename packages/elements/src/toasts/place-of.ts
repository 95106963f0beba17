export interface Place {
  /** Neither hidden nor in a part of the page that is. */
  isDrawn: boolean;
  /** Inside a modal dialog, of the page's own too. */
  isInModal: boolean;
}

/** Where an element stands, through the shadow roots and slots of whatever it is in. */
export function placeOf(element: Element): Place {
  let isDrawn: boolean | undefined;
  let isInModal = false;
  for (let each: Element | null = element; each !== null; each = parentOf(each)) {
    // What has no box of its own is drawn where its parent is.
    if (isDrawn === undefined && getComputedStyle(each).display !== "contents") isDrawn = each.checkVisibility();
    isInModal ||= each.matches("dialog:modal");
  }
  return { isDrawn: isDrawn ?? false, isInModal };
}

function parentOf(element: Element): Element | null {
  if (element.assignedSlot !== null) return element.assignedSlot;
  const { parentNode } = element;
  return parentNode instanceof ShadowRoot ? parentNode.host : element.parentElement;
}
