/** The nearest element around that scrolls, through shadow roots and slots; `null` when it is the page itself. */
export function findScrollParent(element: Element): Element | null {
  for (let parent = above(element); parent !== null; parent = above(parent)) {
    if (parent === document.body || parent === document.documentElement) return null;
    if (parent.scrollHeight > parent.clientHeight && /auto|scroll|overlay/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return null;
}

function above(element: Element): Element | null {
  if (element.assignedSlot !== null) return element.assignedSlot;
  if (element.parentElement !== null) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
