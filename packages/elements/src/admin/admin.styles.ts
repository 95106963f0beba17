import { css } from "lit";
import { fieldLook } from "../base/field-look.styles.ts";
import { tableStyles } from "./admin-tables.styles.ts";
import { timelineStyles } from "./timeline.styles.ts";

const layout = css`
  :host {
    container-type: inline-size;
  }

  .panel,
  .pane,
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_space-4);
  }

  .pane {
    border-radius: var(--_small-radius);
  }

  section {
    gap: var(--_space-3);
  }

  .head {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_space-2);
  }

  .tabs {
    display: flex;
    gap: 2px;
    overflow-x: auto;
    padding: 3px;
    border-bottom: 1px solid var(--_border);
  }

  .tabs button {
    flex: none;
    border-color: transparent;
    background: transparent;
    border-radius: var(--_small-radius) var(--_small-radius) 0 0;
  }

  .tabs button[aria-selected="true"] {
    background: var(--_tint-strong);
    box-shadow: inset 0 -2px 0 var(--_accent);
  }

  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px var(--_space-4);
    font-size: 0.8125rem;
  }

  h3 {
    font-size: 1rem;
    font-weight: 650;
  }

  .waiting {
    display: grid;
    gap: var(--_space-3);
  }

  .skeleton.line {
    height: 28px;
  }

  dl.figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 168px), 1fr));
    gap: var(--_space-3) var(--_space-4);
    padding: var(--_space-4);
    border-radius: var(--_radius);
    background: var(--_tint);
  }

  .figures dt {
    color: color-mix(in srgb, var(--_text) 78%, var(--_surface));
    font-size: 0.8125rem;
  }

  .figures dd {
    font-size: 1.375rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }

  .figures dd.bad {
    color: var(--_danger);
  }

  .figures dd .muted {
    font-size: 0.8125rem;
    font-weight: 400;
  }

  .contained {
    container-type: inline-size;
  }

  .whole {
    white-space: nowrap;
  }

  .timeline .link {
    margin-inline-start: -6px;
  }

  dl.figures.small {
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 96px), 1fr));
    padding: var(--_space-3);
  }

  .figures.small dd {
    font-size: 1.125rem;
  }

  .badges,
  .buttons {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .more {
    justify-self: start;
  }

  code {
    font-size: 0.8125rem;
  }
`;

const fields = css`
  .filters {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 172px), 1fr));
    align-items: end;
    gap: var(--_space-3);
  }

  label {
    display: grid;
    gap: 4px;
    min-width: 0;
    font-size: 0.8125rem;
    font-weight: 550;
  }

  input,
  select,
  textarea {
    ${fieldLook}
    box-sizing: border-box;
    width: 100%;
    min-width: 0;
    min-height: 40px;
    padding: 8px 10px;
    font-weight: 400;
  }

  textarea {
    resize: vertical;
  }

  @media (pointer: coarse) {
    input,
    select {
      min-height: 44px;
    }
  }

  .question {
    display: grid;
    gap: var(--_space-4);
  }

  .question .hint {
    padding: var(--_space-2) var(--_space-3);
    border-inline-start: 3px solid var(--_warning);
    background: var(--_tint);
  }

  .question .error {
    color: var(--_danger);
  }
`;

export const adminStyles = [layout, fields, tableStyles, timelineStyles];
