import { svg, html, type TemplateResult } from "lit";
import { encode } from "uqr";

/** Free modules around the code, without which it is not recognised. */
const BORDER = 2;
/** Where the page's address has no fragment and the viewer no id: brings the first viewer of the page into sight. */
export const VIEWER_FRAGMENT = "model-3d";

interface HasAddress {
  arUrl: string | undefined;
  id: string;
}

/** The address that a phone is to open: the page's choice, or the page itself at the viewer. */
export function addressForPhone({ arUrl, id }: HasAddress, page: string): string {
  if (arUrl) return new URL(arUrl, page).href;
  const address = new URL(page);
  if (id !== "") address.hash = id;
  else if (address.hash === "") address.hash = VIEWER_FRAGMENT;
  return address.href;
}

/** A QR code as one path; dark on white in every theme, since many cameras read no other. */
export function drawCode(address: string, label: string): TemplateResult {
  const { data, size } = encode(address, { ecc: "M", border: BORDER });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return html`<svg class="code" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
    ${svg`<rect width=${size} height=${size} fill="#fff"/><path d=${path} fill="#000"/>`}
  </svg>`;
}
