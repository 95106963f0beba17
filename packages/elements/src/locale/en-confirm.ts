/** English: what the confirmation says; loaded with the first question. */
export const enConfirm = {
  confirmSubject: (title: string) => `From these photos of ${title}`,
  confirmPhotos: "From these photos",
  confirmKeepsActive: "The current version stays visible until the new one is ready.",
  balanceAfter: "After success",
  chargedOnSuccess: "Credits are charged only on success. If it fails, you pay nothing.",
  recommendViews: (views: string) => `Optional: photos of ${views} would make the shape more exact.`,
  side: "the side",
  top: "the top",
};

export type ConfirmTexts = typeof enConfirm;
