import { css } from "lit";
import { fieldLook } from "../base/field-look.styles.ts";

/** How far a batch and its items are, the archive, and the list of batches. */
export const itemsStyles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space-2) var(--_space-3);
  }

  .progress-part > .progress {
    height: 8px;
  }

  .progress-part > .progress > span,
  .batch .progress > span {
    background: var(--_accent);
  }

  .summary {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--_space-4);
    font-variant-numeric: tabular-nums;
  }

  .summary b {
    font-weight: 650;
  }

  .summary span {
    color: var(--_muted);
  }

  .archive {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: end;
    gap: var(--_space-3) var(--_space-4);
    padding: var(--_space-4);
    border-radius: var(--_radius);
    background: var(--_tint);
  }

  .take {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--_space-2);
  }

  .fetching {
    grid-column: 1 / -1;
    overflow-wrap: anywhere;
  }

  .fetching:empty {
    display: none;
  }

  .stored {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--_space-3) var(--_space-4);
    padding-top: var(--_space-3);
    border-top: 1px solid var(--_border);
  }

  .stored .words {
    overflow-wrap: anywhere;
  }

  .success {
    color: var(--_success);
  }

  a.button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }

  a.button.primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }

  .filter {
    display: grid;
    gap: 4px;
    color: var(--_muted);
    font-size: 0.8125rem;
  }

  .items-head .filter {
    grid-auto-flow: column;
    align-items: center;
    gap: 8px;
  }

  select {
    min-height: 40px;
    max-width: 100%;
    padding: 6px 8px;
    ${fieldLook}
  }

  .items-part {
    display: grid;
    gap: var(--_space-2);
  }

  .items-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--_space-2);
  }

  .items {
    border-block: 1px solid var(--_border);
  }

  .items[aria-busy="true"] {
    opacity: 0.7;
  }

  .item {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 6px var(--_space-3);
    min-height: 44px;
    padding-block: 8px;
  }

  .item + .item {
    border-top: 1px solid var(--_border);
  }

  .item .name {
    overflow-wrap: anywhere;
    font-size: 0.9375rem;
  }

  .item .progress,
  .item .reason {
    grid-column: 1 / -1;
  }

  .item .reason {
    color: var(--_muted);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }

  .item .reason.danger {
    color: var(--_danger);
  }

  .pager {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--_space-2);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }

  .pager [aria-disabled="true"] {
    cursor: not-allowed;
    opacity: 0.45;
  }

  :host(:state(rtl)) .pager svg {
    transform: scaleX(-1);
  }

  .batches li + li {
    border-top: 1px solid var(--_border);
  }

  .batch {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    justify-items: start;
    gap: 4px var(--_space-3);
    width: 100%;
    padding: 10px 8px;
    text-align: start;
  }

  .batch .name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .batch .muted {
    grid-column: 1 / -1;
    font-size: 0.8125rem;
    font-weight: 400;
  }

  .batch .progress {
    display: block;
    grid-column: 1 / -1;
    width: 100%;
  }

  @container (max-width: 520px) {
    .archive,
    .stored {
      grid-template-columns: minmax(0, 1fr);
    }

    .take .filter,
    .take .button,
    .take button {
      flex: 1;
    }
  }
`;
