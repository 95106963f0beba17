import { svg, type TemplateResult } from "lit";
import { cubeIcon, icon, layersIcon } from "../base/icons.ts";

const SIZE_PX = 22;
const printerIcon = (): TemplateResult => icon(svg`<path d="M5 4h14v4.5H5zM9 8.500v3h6v-3M11 11.500l1 2.5 1-2.500M7 20h10M8.5 17h7v3h-7z"/>`, SIZE_PX);
const phoneIcon = (): TemplateResult => icon(svg`<rect x="6.5" y="2.8" width="11" height="18.4" rx="2.5"/><path d="m12 8.2 3.2 1.800v3.600L12 15.400l-3.2-1.800V10z"/>`, SIZE_PX);
const gameIcon = (): TemplateResult => icon(svg`<rect x="2.8" y="7" width="18.4" height="10.5" rx="5"/><path d="M7 12.200h4M9 10.200v4M15.5 11v.1M17.5 13.500v.1"/>`, SIZE_PX);
const compassIcon = (): TemplateResult => icon(svg`<circle cx="12" cy="5" r="1.8"/><path d="m11 6.6-5 13.400M13 6.600l5 13.400M8 14.500c2.6 1.3 5.4 1.3 8 0"/>`, SIZE_PX);
const pointsIcon = (): TemplateResult => icon(svg`<path d="M12 3.500v.1M7.5 6v.1M16.5 6v.1M4.5 10v.1M10 9v.1M14.5 10v.1M19.5 10.500v.1M7 14v.1M12 14v.1M17 15v.1M9.5 18.500v.1M14.5 19v.1"/>`, SIZE_PX);
const paletteIcon = (): TemplateResult => icon(svg`<path d="M12 3.500a8.5 8.5 0 1 0 0 17c1.5 0 1.8-1.2 1.2-2.2-.7-1.3.1-2.6 1.6-2.600h2.400c2 0 3.3-1.6 3.3-3.7 0-4.7-3.8-8.5-8.5-8.500z"/><path d="M8 10v.1M12 7.500v.1M16 10v.1"/>`, SIZE_PX);

export const rulerIcon = (): TemplateResult => icon(svg`<path d="m3.500 15.500 12-12 5 5-12 12zM7 12l2 2M10 9l2.500 2.500M13 6l2 2"/>`);
export const settingsIcon = (): TemplateResult => icon(svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`);

const ICONS: Readonly<Record<string, () => TemplateResult>> = {
  usdz: phoneIcon, fbx: gameIcon, stl: printerIcon, "3mf": printerIcon, ply: pointsIcon, dxf: compassIcon, step: compassIcon, mtl: paletteIcon, obj: layersIcon,
};

/** A picture of what a format is for. */
export function formatIcon(format: string): TemplateResult {
  return ICONS[format]?.() ?? cubeIcon(SIZE_PX);
}
