import { css } from "lit";
import { itemsStyles } from "./items.styles.ts";

const stepStyles = css`
  :host {
    container-type: inline-size;
  }

  .panel,
  .estimate,
  .progress-part {
    display: grid;
    gap: var(--_space-3);
  }

  .panel {
    gap: var(--_space-5);
  }

  h3 {
    font-size: 1.125rem;
    font-weight: 650;
    overflow-wrap: anywhere;
  }

  h4 {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0;
    font-size: 0.9375rem;
    font-weight: 650;
  }

  h3:focus-visible {
    border-radius: 4px;
  }

  .panel p {
    font-size: 0.875rem;
  }

  .skeleton.line {
    height: 24px;
    width: min(100%, 260px);
  }

  .skeleton.figures {
    height: 96px;
  }

  dl.figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 148px), 1fr));
    gap: var(--_space-2) var(--_space-4);
    padding: var(--_space-4);
    border-radius: var(--_radius);
    background: var(--_tint);
  }

  .figures dt {
    color: var(--_muted);
    font-size: 0.8125rem;
  }

  .figures dd {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .figures dd .muted {
    display: block;
    font-size: 0.8125rem;
    font-weight: 400;
  }

  .promise,
  .short {
    display: flex;
    align-items: start;
    gap: 8px;
    color: var(--_muted);
  }

  .promise svg {
    color: var(--_success);
  }

  .short {
    color: var(--_danger);
  }

  .promise svg,
  .short svg {
    flex: none;
    margin-top: 1px;
  }

  .left-out {
    display: grid;
    gap: var(--_space-2);
    padding: var(--_space-4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }

  .left-out h4 svg {
    color: var(--_danger);
  }

  .left-out ul {
    display: grid;
    gap: 6px;
    font-size: 0.875rem;
  }

  .left-out li {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    gap: 2px var(--_space-3);
    overflow-wrap: anywhere;
  }

  .left-out b {
    font-weight: 600;
  }

  .left-out span {
    color: var(--_muted);
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space-2);
  }

  .others {
    padding-top: var(--_space-3);
    border-top: 1px solid var(--_border);
  }

  .question {
    color: var(--_muted);
    font-size: 0.9375rem;
  }

  @container (max-width: 420px) {
    .left-out li {
      grid-template-columns: minmax(0, 1fr);
    }

    .buttons button {
      flex: 1 1 auto;
    }
  }
`;

export const batchStyles = [stepStyles, itemsStyles];
