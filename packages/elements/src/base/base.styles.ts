import { controlStyles } from "./control.styles.ts";
import { tokenStyles } from "./token.styles.ts";

export { tokenStyles };

export const baseStyles = [tokenStyles, controlStyles];
