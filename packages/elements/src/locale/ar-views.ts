import type { View } from "@model-3d/contract";

/** The sides from which photos are taken, as all of the Arabic texts call them. */
export const AR_VIEWS: Readonly<Record<View, string>> = { front: "الأمام", back: "الخلف", side: "الجانب", top: "الأعلى", left: "اليسار", bottom: "الأسفل" };
