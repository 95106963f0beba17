import { css } from "lit";

/** Lists of what operators see: tables, and cards where these have no room. */
export const tableStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
  }

  th,
  td {
    padding: 8px 10px;
    border-bottom: 1px solid var(--_border);
    text-align: start;
    vertical-align: middle;
    overflow-wrap: anywhere;
  }

  th {
    color: var(--_muted);
    font-size: 0.8125rem;
    font-weight: 600;
    white-space: nowrap;
  }

  .figure {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  td .label {
    display: none;
  }

  td code {
    display: inline-block;
    max-width: 13ch;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    vertical-align: bottom;
  }

  td button {
    white-space: nowrap;
  }

  button.link {
    padding: 4px 6px;
    min-height: 32px;
    text-decoration: underline;
  }

  @container (width < 860px) {
    table,
    tbody,
    tr,
    td {
      display: block;
    }

    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    tr {
      display: grid;
      gap: 4px;
      padding: var(--_space-3);
      border: 1px solid var(--_border);
      border-radius: var(--_small-radius);
    }

    tr + tr {
      margin-top: var(--_space-2);
    }

    td,
    td.figure {
      display: grid;
      grid-template-columns: minmax(96px, 34%) minmax(0, 1fr);
      gap: 8px;
      padding: 0;
      border: 0;
      text-align: start;
    }

    td[data-empty] {
      display: none;
    }

    td .label {
      display: inline;
      color: var(--_muted);
      font-size: 0.8125rem;
    }

    td .value:only-child {
      grid-column: 1 / -1;
      padding-top: 4px;
    }

    td code {
      max-width: 100%;
      overflow-wrap: anywhere;
      white-space: normal;
    }
  }
`;
