/** All elements below a node, through every shadow root and slot. */
export function* walk(root: Node): Generator<Element> {
  if (root instanceof Element) {
    yield root;
    if (root.shadowRoot !== null) yield* walk(root.shadowRoot);
  }
  for (const child of root.childNodes) if (!(child instanceof Text)) yield* walk(child);
}

function nameOf(element: Element): string {
  return (element.getAttribute("aria-label") ?? element.textContent ?? "").replace(/\s+/g, " ").trim();
}

export function findButtons(root: Node, name: string): HTMLButtonElement[] {
  return [...walk(root)].filter((element): element is HTMLButtonElement => element instanceof HTMLButtonElement && nameOf(element) === name);
}

/** The only button of that name that is drawn. */
export function findButton(root: Node, name: string): HTMLButtonElement {
  const buttons = findButtons(root, name).filter((button) => button.checkVisibility());
  const [button] = buttons;
  if (button === undefined || buttons.length > 1) {
    throw new Error(`${buttons.length} buttons "${name}"; there are: ${[...walk(root)].filter((element) => element instanceof HTMLButtonElement).map(nameOf).join(" | ")}`);
  }
  return button;
}

/** The text that is drawn below a node. */
export function textOf(root: Node): string {
  const texts: string[] = [];
  for (const element of walk(root)) {
    if (element instanceof HTMLStyleElement || !element.checkVisibility()) continue;
    texts.push(Array.from(element.childNodes, (child) => (child instanceof Text ? child.data : child instanceof Element ? " " : "")).join(""));
  }
  return texts.join(" ").replace(/\s+/g, " ").trim();
}
