import { css } from "lit";

/** How a field that text is written into, or something is chosen from, looks: declarations, to stand in a rule. */
export const fieldLook = css`
  border: 1px solid var(--_border);
  border-radius: var(--_small-radius);
  background: var(--_surface);
  color: var(--_text);
  font: inherit;
  font-size: 0.875rem;
`;
