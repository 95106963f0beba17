export type LightPreset = "auto" | "studio" | "soft" | "outdoor" | "dark";

/** The lights that are made in code. */
export type MadeLight = Exclude<LightPreset, "auto">;

export const LIGHT_PRESETS = ["auto", "studio", "soft", "outdoor", "dark"] as const satisfies readonly LightPreset[];

/** Of addresses that stand for a light made in code; no request is made for one. */
export const LIGHT_SCHEME = "model-3d-light:";

/** What model-viewer takes as `environment-image` for a light; undefined for its own. */
export const lightAddress = (light: LightPreset): string | undefined => (light === "auto" || !LIGHT_PRESETS.includes(light) ? undefined : `${LIGHT_SCHEME}${light}`);
