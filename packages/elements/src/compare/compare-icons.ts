import { svg, type TemplateResult } from "lit";
import { icon } from "../base/icons.ts";

export const columnsIcon = (sizePx?: number): TemplateResult => icon(svg`<rect x="3.5" y="5" width="7" height="14" rx="1.8"/><rect x="13.5" y="5" width="7" height="14" rx="1.8"/>`, sizePx);
export const sliderIcon = (): TemplateResult => icon(svg`<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="M12 3v18"/>`);
export const scaleIcon = (): TemplateResult => icon(svg`<path d="M4 20h16M7 20V5M17 20v-8M5 5h4M15 12h4"/>`);
export const handleIcon = (): TemplateResult => icon(svg`<path d="m9 7-5 5 5 5M15 7l5 5-5 5"/>`);
