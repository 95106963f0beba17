import { svg, html, type SVGTemplateResult, type TemplateResult } from "lit";

/** Line icons on a grid of 24, drawn in the colour of the text around; all of them only accompany words. */
export function icon(shape: SVGTemplateResult, sizePx = 18): TemplateResult {
  return html`<svg
    aria-hidden="true"
    width=${sizePx}
    height=${sizePx}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    ${shape}
  </svg>`;
}

const CUBE = svg`<path d="M12 2.8 20 7.3v9.4l-8 4.5-8-4.5V7.3z"/><path d="m4.2 7.4 7.8 4.4 7.8-4.4M12 11.8v9.2"/>`;

export const cubeIcon = (sizePx?: number): TemplateResult => icon(CUBE, sizePx);
export const undoIcon = (): TemplateResult => icon(svg`<path d="M8 5 4 9l4 4"/><path d="M4 9h10a5.5 5.5 0 0 1 0 11H9"/>`);
export const brushIcon = (): TemplateResult => icon(svg`<path d="M19.5 4.5 11 13"/><path d="M11 13a3.4 3.4 0 0 0-5 2c-.4 1.7-1 3-2.5 4 3 1 7.5.6 8.9-2.5A3.4 3.4 0 0 0 11 13z"/>`);
export const layersIcon = (): TemplateResult => icon(svg`<path d="m12 3 9 5-9 5-9-5z"/><path d="m3 12.5 9 5 9-5M3 16.8l9 5 9-5"/>`);
export const refreshIcon = (): TemplateResult => icon(svg`<path d="M20 11a8 8 0 1 0-1.2 5"/><path d="M20 5v6h-6"/>`);
export const closeIcon = (sizePx?: number): TemplateResult => icon(svg`<path d="M6 6l12 12M18 6 6 18"/>`, sizePx);
export const checkIcon = (sizePx?: number): TemplateResult => icon(svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`, sizePx);
export const trashIcon = (): TemplateResult => icon(svg`<path d="M4 7h16M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10 11v5M14 11v5"/>`);
export const imageIcon = (sizePx?: number): TemplateResult => icon(svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><circle cx="9" cy="10" r="1.6"/><path d="m4 17.5 5-4 3.2 2.6L16 12l4.5 4"/>`, sizePx);
export const alertIcon = (sizePx?: number): TemplateResult => icon(svg`<path d="M12 4 21.2 19.5H2.8z"/><path d="M12 10v4.2M12 17v.1"/>`, sizePx);
export const coinIcon = (): TemplateResult => icon(svg`<circle cx="12" cy="12" r="8.5"/><path d="M14.8 9.4a3.6 3.6 0 1 0 0 5.2"/>`);
export const expandIcon = (): TemplateResult => icon(svg`<path d="M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5"/>`);
export const sparkIcon = (): TemplateResult => icon(svg`<path d="M12 3.5 14 10l6.5 2-6.5 2-2 6.5-2-6.5-6.5-2L10 10z"/>`);
export const downloadIcon = (sizePx?: number): TemplateResult => icon(svg`<path d="M12 4v11.5M7 11l5 5 5-5M4 16v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2"/>`, sizePx);
export const uploadIcon = (sizePx?: number): TemplateResult => icon(svg`<path d="M12 16V4.5M7 9l5-5 5 5M4 15.5V18a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2.5"/>`, sizePx);
export const searchIcon = (): TemplateResult => icon(svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`);
export const gridIcon = (): TemplateResult => icon(svg`<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>`);
export const listIcon = (): TemplateResult => icon(svg`<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>`);
export const cameraIcon = (sizePx?: number): TemplateResult => icon(svg`<path d="M4 8h3.2L9 5.5h6L16.8 8H20a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 20 19H4a1.5 1.5 0 0 1-1.5-1.5v-8A1.5 1.5 0 0 1 4 8z"/><circle cx="12" cy="13" r="3.4"/>`, sizePx);
export const moveIcon = (sizePx?: number): TemplateResult => icon(svg`<path d="M9 6v.1M15 6v.1M9 12v.1M15 12v.1M9 18v.1M15 18v.1"/>`, sizePx);
