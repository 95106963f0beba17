import { css } from "lit";
import { fieldLook } from "../base/field-look.styles.ts";

/** Options, and the form for the real size. */
export const fieldStyles = css`
  .options summary {
    display: flex;
    align-items: center;
    gap: var(--_space-2);
    min-height: 36px;
    border-radius: var(--_small-radius);
    font-size: 0.875rem;
    font-weight: 550;
    list-style: none;
    cursor: pointer;
  }

  .options summary::-webkit-details-marker {
    display: none;
  }

  .options summary svg {
    color: var(--_muted);
  }

  .fields {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--_space-2) var(--_space-3);
  }

  .options .fields {
    padding-block: var(--_space-2);
  }

  .fields label {
    display: grid;
    flex: 1 1 116px;
    gap: 4px;
    max-width: 100%;
    font-size: 0.8125rem;
  }

  .fields label.check {
    flex-basis: 100%;
    grid-template-columns: 20px minmax(0, 1fr);
    align-items: center;
    min-height: 28px;
  }

  .fields label > span {
    color: var(--_muted);
  }

  .fields .check > span {
    color: inherit;
  }

  select,
  input:not([type="checkbox"]) {
    width: 100%;
    min-height: 40px;
    padding: 6px 8px;
    ${fieldLook}
    border-radius: calc(var(--_small-radius) - 2px);
  }

  input[type="checkbox"] {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--_accent);
  }

  form.size {
    display: grid;
    gap: var(--_space-2);
    color: var(--_text);
    font-size: 0.875rem;
  }

  form.size .fields {
    max-width: 560px;
  }

  form.size h3 {
    display: flex;
    align-items: center;
    gap: var(--_space-2);
    font-size: 1rem;
    font-weight: 650;
  }

  form.size h3 svg {
    color: var(--_accent);
  }

  form.size p svg {
    vertical-align: -3px;
  }

  form.size p:empty {
    display: none;
  }

  @media (pointer: coarse) {
    select,
    input:not([type="checkbox"]),
    .options summary,
    .fields label.check {
      min-height: 44px;
    }
  }
`;
