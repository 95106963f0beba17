import { css } from "lit";

export const viewerToolsStyles = css`
  :host {
    display: contents;
  }

  :host([hidden]) {
    display: none;
  }

  .corner {
    position: absolute;
    inset-block-start: 10px;
    inset-inline-end: 10px;
    display: flex;
    gap: 6px;
  }

  .corner button {
    border-color: transparent;
    border-radius: 999px;
    background: color-mix(in srgb, var(--_surface) 86%, transparent);
    box-shadow: var(--_shadow);
  }

  .corner button[aria-expanded="true"] {
    background: var(--_text);
    color: var(--_surface);
  }

  .strip {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    max-block-size: 45%;
    padding: 6px 8px;
    overflow-y: auto;
    container-type: inline-size;
    border-block-start: 1px solid var(--_border);
    background: var(--_surface);
  }

  .problem {
    flex: 1 0 100%;
    color: var(--_danger);
    font-size: 0.875rem;
  }

  .tool {
    flex: none;
    border-color: transparent;
    background: transparent;
    font-weight: 500;
    white-space: nowrap;
  }

  .tool[aria-pressed="true"] {
    background: color-mix(in srgb, var(--_accent) 14%, var(--_surface));
    color: color-mix(in srgb, var(--_accent) 80%, var(--_text));
  }

  .choice {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 8px;
    padding-inline: 8px 4px;
    font-size: 0.875rem;
    white-space: nowrap;
  }

  .choice > span {
    color: var(--_muted);
  }

  select,
  input {
    min-height: 36px;
    padding: 4px 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: 0.875rem;
  }

  /* Where words would fill the model's place, the pictures say it; the words are read and shown as tips all the same. */
  @container (max-width: 600px) {
    .tool > span,
    .choice > span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .tool {
      min-width: 44px;
      padding-inline: 8px;
    }

    .choice {
      padding-inline: 4px;
    }
  }

  .phone {
    display: grid;
    justify-items: center;
    gap: 14px;
    text-align: center;
  }

  .code {
    width: min(100%, 232px);
    border-radius: var(--_small-radius);
  }

  .address {
    display: flex;
    gap: 8px;
    width: 100%;
  }

  .address input {
    flex: 1;
    min-width: 0;
    text-overflow: ellipsis;
  }

  .facts {
    display: grid;
    gap: 0;
  }

  .facts > div,
  tr {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    padding-block: 8px;
    border-block-end: 1px solid var(--_border);
    font-size: 0.875rem;
  }

  dt,
  th {
    color: var(--_muted);
    font-weight: 400;
    text-align: start;
  }

  dd,
  td {
    text-align: end;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  table {
    display: block;
    margin-block-start: 18px;
  }

  caption {
    display: block;
    font-weight: 600;
    text-align: start;
  }

  tbody {
    display: block;
  }

  @media (forced-colors: active) {
    .tool[aria-pressed="true"],
    .corner button[aria-expanded="true"] {
      border-color: Highlight;
    }
  }
`;
