import type { LightPreset } from "../viewer/light-address.ts";

/** English: what the tools of a viewer say. */
export const enViewerTools = {
  viewerTools: "Tools",
  viewerResetView: "Reset view",
  viewerDimensions: "Dimensions",
  viewerUnit: "Unit",
  viewerSize: "Real size",
  viewerDimension: (axis: "width" | "height" | "depth", length: string): string => `${{ width: "Width", height: "Height", depth: "Depth" }[axis]} ${length}`,
  viewerAnnotations: "Annotations",
  viewerVariant: "Variant",
  viewerNoVariant: "As made",
  viewerAnimation: "Animation",
  viewerPlay: "Play",
  viewerPause: "Pause",
  viewerLightLabel: "Light",
  viewerLight: (light: LightPreset): string => ({ auto: "Neutral", studio: "Studio", soft: "Soft", outdoor: "Outdoor", dark: "Dark" })[light],
  viewerWireframe: "Wireframe",
  viewerScreenshot: "Screenshot",
  viewerScreenshotSaved: (name: string) => `Saved as ${name}`,
  viewerPhone: "On your phone",
  viewerPhoneTitle: "Open on your phone",
  viewerPhoneCode: "QR code with the address of this page",
  viewerPhoneHint: "Point your phone's camera at the code. On the phone you can place the model in your room.",
  viewerPhoneLocal: "This address works on this computer only",
  viewerPhoneAddress: "Address",
  viewerCopy: "Copy",
  viewerCopied: "Copied",
  viewerInspector: "Model details",
  viewerTriangles: "Triangles",
  viewerVertices: "Vertices",
  viewerMeshes: "Meshes",
  viewerMaterials: "Materials",
  viewerTextures: "Textures",
  viewerFileSize: "File",
  viewerTextureMemory: "Textures in memory",
  viewerExtensions: "Extensions",
  viewerMadeBy: "Made by",
};

/** Every text of the tools. A locale that lacks one does not compile. */
export type ViewerToolTexts = typeof enViewerTools;
