/** English texts of how a model matches its photos; loaded with the versions. */
export const enMatch = {
  matches: (percent: number) => `Matches your photos ${percent}%`,
  lowHint: "It looks little like your photos. See where it differs before you use it.",
  view: (view: string, percent: number) => `${view}: ${percent}%`,
  picture: (view: string) => `Where the model differs from the photo: ${view}`,
  onlyPhoto: "Only in the photo",
  onlyModel: "Only in the model",
  otherColor: "Another colour",
};

export type MatchTexts = typeof enMatch;
