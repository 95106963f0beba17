import { svg, type TemplateResult } from "lit";
import { icon } from "../base/icons.ts";

export const pauseIcon = (): TemplateResult => icon(svg`<path d="M8.5 5v14M15.5 5v14"/>`);
export const resumeIcon = (): TemplateResult => icon(svg`<path d="M7.5 4.8v14.4L19 12z"/>`);
export const previousIcon = (): TemplateResult => icon(svg`<path d="m14.5 5-7 7 7 7"/>`);
export const nextIcon = (): TemplateResult => icon(svg`<path d="m9.5 5 7 7-7 7"/>`);
