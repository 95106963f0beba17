import { findingsStyles } from "../coach/findings.styles.ts";
import { photoCardStyles } from "./photo-card.styles.ts";
import { uploadStyles } from "./upload.styles.ts";

export const boardStyles = [uploadStyles, photoCardStyles, findingsStyles];
