import type { PropertyDeclarations } from "lit";

/** Attributes of `<model-viewer>` that are passed on by their own names and meanings; texts and numbers alike go as text. */
const TEXT_ATTRIBUTES = [
  "a11y", "animation-crossfade-duration", "animation-name", "ar-modes", "ar-placement", "ar-scale", "ar-usdz-max-texture-size",
  "auto-rotate-delay", "camera-orbit", "camera-target", "environment-image", "exposure", "field-of-view",
  "interaction-prompt", "interaction-prompt-style", "interaction-prompt-threshold", "interpolation-decay", "ios-src",
  "max-camera-orbit", "max-field-of-view", "min-camera-orbit", "min-field-of-view", "orbit-sensitivity", "orientation",
  "pan-sensitivity", "rotation-per-second", "scale", "shadow-intensity", "shadow-softness", "skybox-height", "skybox-image",
  "tone-mapping", "touch-action", "variant-name", "zoom-sensitivity",
] as const;

const FLAG_ATTRIBUTES = ["ar", "auto-rotate", "autoplay", "camera-controls", "disable-pan", "disable-tap", "disable-zoom", "generate-schema", "with-credentials", "xr-environment"] as const;

export type TextAttribute = (typeof TEXT_ATTRIBUTES)[number];
type FlagAttribute = (typeof FLAG_ATTRIBUTES)[number];
type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Name;

/** The same attributes as properties, in camelCase. */
export type PassedProperties = { [Name in TextAttribute as CamelCase<Name>]: string | number | undefined } & {
  [Name in FlagAttribute as CamelCase<Name>]: boolean | undefined;
};

/** What is set where the page sets nothing. */
export const PASSED_DEFAULTS: Readonly<Partial<Record<TextAttribute, string>>> = {
  "shadow-intensity": "0.9",
  "shadow-softness": "0.8",
  "touch-action": "pan-y",
  "interaction-prompt": "none",
  "interpolation-decay": "80",
  // model-viewer's own, which it does not come back to when an attribute is taken away.
  "orientation": "0 0 0",
  "scale": "1 1 1",
  "skybox-height": "0",
};

export const camelCase = (name: string): string => name.replace(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

export const PASSED_DECLARATIONS: PropertyDeclarations = Object.fromEntries([
  ...TEXT_ATTRIBUTES.map((attribute) => [camelCase(attribute), { type: String, attribute }]),
  ...FLAG_ATTRIBUTES.map((attribute) => [camelCase(attribute), { type: Boolean, attribute }]),
  // On by itself: the one flag that has to be taken away.
  ["cameraControls", { attribute: "camera-controls", converter: (text: string | null) => (text === null ? undefined : text !== "false") }],
]);

/** What counts while the reader wants no motion, whatever the page has set. */
const WITHOUT_MOTION: Readonly<Partial<Record<TextAttribute | FlagAttribute, string | false>>> = {
  "auto-rotate": false,
  autoplay: false,
  "interaction-prompt": "none",
  "interpolation-decay": "0",
};

const AR_MODES = "webxr scene-viewer quick-look";

/** The ways into the room that can read a file: Android's Scene Viewer is another program, to which an address of this page says nothing. */
export function arModesFor(src: string | undefined, asked: unknown): string | undefined {
  if (src?.startsWith("blob:") !== true) return undefined;
  return String(asked ?? AR_MODES).split(/\s+/).filter((mode) => mode !== "scene-viewer").join(" ");
}

type Values = Readonly<Partial<Record<TextAttribute | FlagAttribute, string | false | undefined>>>;

export interface PassOptions {
  /** Takes away what moves by itself. */
  isStill: boolean;
  /** What counts whatever the page has set. */
  forced: Values;
  /** What counts where the page has set nothing. */
  otherwise: Values;
}

/** Writes onto model-viewer what the host element says; what it no longer says falls back to the default. */
export function passAttributes(from: Partial<PassedProperties>, to: HTMLElement, { isStill, forced, otherwise }: PassOptions): void {
  const first: Values = { ...forced, ...(isStill ? WITHOUT_MOTION : {}) };
  const values = new Map<string, unknown>(Object.entries(PASSED_DECLARATIONS).map(([name]) => [name, Reflect.get(from, name)]));
  for (const attribute of TEXT_ATTRIBUTES) {
    const value = first[attribute] ?? values.get(camelCase(attribute)) ?? otherwise[attribute] ?? PASSED_DEFAULTS[attribute];
    if (value === undefined || value === null || value === false) to.removeAttribute(attribute);
    else if (to.getAttribute(attribute) !== String(value)) to.setAttribute(attribute, String(value));
  }
  for (const attribute of FLAG_ATTRIBUTES) to.toggleAttribute(attribute, Boolean(first[attribute] ?? values.get(camelCase(attribute)) ?? attribute === "camera-controls"));
}
