import type { InputImages, REQUIRED_VIEWS } from "@model-3d/contract";
import type { PhotoFinding } from "../coach/photo-finding.ts";

export interface ConfirmQuestion {
  /** What is to be made into a model; empty when it has no name. */
  title: string;
  images: InputImages;
  /** Where to see the images, when their own addresses cannot be shown. */
  previews?: InputImages;
  /** Credits; the server's own figure when left out. */
  cost?: number;
  /** What the photo coach said of the images; without it they are looked at while the user reads. */
  findings?: readonly PhotoFinding[];
  /** Whether there is a version already. */
  isRegeneration: boolean;
}

export type CompleteImages = InputImages & Record<(typeof REQUIRED_VIEWS)[number], string>;
