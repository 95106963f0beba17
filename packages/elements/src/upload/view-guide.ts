import type { View } from "@model-3d/contract";
import { svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { icon } from "../base/icons.ts";

/** A chair from each side: which one is meant is seen before it is read. */
export const VIEW_SHAPES: Readonly<Record<View, SVGTemplateResult>> = {
  front: svg`<path d="M6.5 13V4.5a1.5 1.5 0 0 1 1.5-1.5h8a1.5 1.5 0 0 1 1.5 1.5V13M5 13h14v4H5zM6.5 17v4M17.5 17v4"/>`,
  back: svg`<path d="M6.5 15V4.5A1.5 1.5 0 0 1 8 3h8a1.5 1.5 0 0 1 1.5 1.5V15zM6.5 15v6M17.5 15v6M9.5 6.5v5.5M12 6.5v5.5M14.5 6.5v5.5"/>`,
  side: svg`<path d="M6 3l1.5 10.5H18V17H7zM8 17l-1 4M17 17l.5 4"/>`,
  left: svg`<path d="M18 3l-1.5 10.5H6V17h11zM16 17l1 4M7 17l-.5 4"/>`,
  bottom: svg`<path d="M6.5 4.5h11V16h-11zM6.5 16H5v3h14v-3h-1.5M8.5 6.5h.01M15.5 6.5h.01M8.5 13.5h.01M15.5 13.5h.01"/>`,
  top: svg`<path d="M5 5.5h14v3H5zM6.5 8.5h11V18a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 18z"/>`,
};

export const viewIcon = (view: View, sizePx = 28): TemplateResult => icon(VIEW_SHAPES[view], sizePx);
