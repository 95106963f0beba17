import type { ViewerToolTexts } from "./en-viewer-tools.ts";

/** English: what a viewer says. */
export const viewerTexts = {
  viewerAlt: "A 3D model",
  viewerLoading: (percent: number) => `Loading the model, ${percent}%`,
  viewerStart: "Show in 3D",
  viewerEmpty: "There is no 3D model to show yet",
  viewerNoWebGl: "This browser cannot show 3D right now. Turn on hardware acceleration, or use another browser.",
  viewerMissing: "The model file is not there any more. Reload the page to get its new address.",
  viewerUnreachable: "The model could not be fetched. Check your connection, then try again.",
  viewerUnreadable: "The file is not a 3D model that can be shown.",
  viewerContextLost: "The graphics card was taken away from this page.",
  fullScreen: "Full screen",
  leaveFullScreen: "Leave full screen",
  viewerNeedsBlob: "This page does not allow the pictures inside the model. Ask whoever runs it to allow blob: in its policy, for pictures and connections.",
  viewerNeedsWasm: "This page does not allow what the file's textures need. Ask whoever runs it to allow WebAssembly.",
  viewerAr: "View in your room",
  viewerKeys: "Turn it with the arrow keys, zoom with plus and minus, go back with 0.",
  viewerSeenFrom: (side: "front" | "back" | "left" | "right", height: "level" | "above" | "below"): string => {
    const from = { front: "from the front", back: "from behind", left: "from the left", right: "from the right" }[side];
    return `Seen ${from}${{ level: "", above: " and above", below: " and below" }[height]}`;
  },
  viewerLarger: "Larger",
  viewerSmaller: "Smaller",
  viewerReset: "Back to the first view",
  /** What its tools say; loaded with them. */
  viewerToolTexts: async (): Promise<ViewerToolTexts> => (await import("./en-viewer-tools.ts")).enViewerTools,
};
