/** English texts of the comparison; loaded with it. */
export const enCompare = {
  comparison: (left: string, right: string) => `${left} beside ${right}`,
  left: "Left model",
  right: "Right model",
  arrangement: "Arrangement",
  sideBySide: "Side by side",
  slider: "Slider",
  sameScale: "Same scale",
  sameScaleHint: "Shows both as large as they are to each other. Off: each fills its frame.",
  scaleUnknown: "The real size is not known of both: their sizes beside each other are those of their files.",
  resetView: "Reset the view",
  divider: (left: string, right: string) => `Divider between ${left} and ${right}`,
  dividerValue: (percent: number, left: string) => `${percent}% ${left}`,
  triangles: (count: string) => `${count} triangles`,
  figuresUnknown: "No figures known",
  missing: "This version does not exist any more, or it is not yours.",
  noFile: "This version has no 3D model to show.",
  nothing: "Nothing to compare here",
  nothingHint: "Set `left` and `right` to the ids of two versions, or `left-src` and `right-src` to two files.",
  error: "This version could not be looked up",
};

export type CompareTexts = typeof enCompare;
