import { svg, type TemplateResult } from "lit";
import { icon } from "../../base/icons.ts";

export const slidersIcon = (): TemplateResult => icon(svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`);
export const homeIcon = (): TemplateResult => icon(svg`<path d="M5 11a7 7 0 1 1 1.6 5.4"/><path d="M4 6v5h5"/>`);
export const rulerIcon = (): TemplateResult => icon(svg`<path d="m3.5 15 11.5-11.5 5.5 5.5L9 20.5z"/><path d="m7 11.5 2 2M10.2 8.3l3 3M13.4 5.1l2 2"/>`);
export const pinIcon = (): TemplateResult => icon(svg`<path d="M12 21s6.5-5.6 6.5-11a6.5 6.5 0 0 0-13 0c0 5.4 6.5 11 6.5 11z"/><circle cx="12" cy="10" r="2.2"/>`);
export const playIcon = (): TemplateResult => icon(svg`<path d="M8 5.5v13l10.5-6.5z"/>`);
export const pauseIcon = (): TemplateResult => icon(svg`<path d="M9 6v12M15 6v12"/>`);
export const wireframeIcon = (): TemplateResult => icon(svg`<path d="M12 3 3.5 19h17z"/><path d="m7.7 11 4.3 8 4.3-8zM7.7 11h8.6"/>`);
export const cameraIcon = (): TemplateResult => icon(svg`<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4z"/><circle cx="12" cy="13" r="3.2"/>`);
export const phoneIcon = (): TemplateResult => icon(svg`<rect x="7" y="3" width="10" height="18" rx="2.2"/><path d="M11 18h2"/>`);
export const infoIcon = (): TemplateResult => icon(svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.1"/>`);
export const resizeIcon = (): TemplateResult => icon(svg`<path d="M4 12V4h8M20 12v8h-8M4 4l16 16"/>`);
