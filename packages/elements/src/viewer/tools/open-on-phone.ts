import { svg, html, type TemplateResult } from "lit";
import { encode } from "uqr";

/** Free modules around the code, without which it is not recognised. */
const BORDER = 2;
/** A QR code as one path; dark on white in every theme, since many cameras read no other. */
export function drawCode(address: string, label: string): TemplateResult {
  const { data, size } = encode(address, { ecc: "M", border: BORDER });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return html`<svg class="code" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
    ${svg`<rect width=${size} height=${size} fill="#fff"/><path d=${path} fill="#000"/>`}
  </svg>`;
}
