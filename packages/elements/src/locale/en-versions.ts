/** English: what the versions say, and how each matches its photos; loaded with them. */
export const enVersions = {
  toastActivated: (version: number) => `Version ${version} is now the active one`,
  toastDeleted: (version: number) => `Version ${version} was deleted`,
  versionsEmpty: "No versions yet",
  versionsEmptyHint: "The first generation makes version 1.",
  versionsError: "The versions could not be loaded",
  deleteTitle: (version: number) => `Delete version ${version}?`,
  deleteText: "Its files are removed for good. This cannot be undone.",
  deleteActiveText: "It is the active one: the newest other version takes its place.",
  deleteOnly: "The active version stays as long as it is the only one. Make another version first.",
  actionsForVersion: (version: number) => `Actions for version ${version}`,
  compareReady: (left: number, right: number) => `Version ${left} and version ${right}`,
  compareVersion: (version: number) => `Compare version ${version}`,
  matches: (percent: number) => `Matches your photos ${percent}%`,
  lowHint: "It looks little like your photos. See where it differs before you use it.",
  view: (view: string, percent: number) => `${view}: ${percent}%`,
  picture: (view: string) => `Where the model differs from the photo: ${view}`,
  onlyPhoto: "Only in the photo",
  onlyModel: "Only in the model",
  otherColor: "Another colour",
};

export type VersionsTexts = typeof enVersions;
