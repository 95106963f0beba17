import { css } from "lit";

export const timelineStyles = css`
  .about {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px var(--_space-4);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }

  .about p {
    flex-basis: 100%;
    color: var(--_danger);
  }

  ol.timeline {
    display: grid;
    gap: var(--_space-3);
    margin: 0;
    padding: 0;
    padding-inline-start: 18px;
    border-inline-start: 2px solid var(--_border);
    list-style: none;
  }

  .timeline li {
    position: relative;
    font-size: 0.875rem;
  }

  .timeline li::before {
    content: "";
    position: absolute;
    inset-inline-start: -24px;
    top: 6px;
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: var(--_muted);
  }

  .timeline li.success::before {
    background: var(--_success);
  }

  .timeline li.danger::before {
    background: var(--_danger);
  }

  .timeline li.warning::before {
    background: var(--_warning);
  }

  .moment {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 var(--_space-4);
  }

  time {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  dl.facts {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--_space-4);
    text-align: start;
  }

  .facts div {
    display: flex;
    gap: 6px;
    min-width: 0;
  }

  .facts dt {
    color: var(--_muted);
  }

  .facts dt::after {
    content: ":";
  }

  .facts dd {
    overflow-wrap: anywhere;
  }
`;
