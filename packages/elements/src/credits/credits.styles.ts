import { css } from "lit";

export const creditsStyles = css`
  :host {
    display: inline-block;
    vertical-align: middle;
    font-size: 0.875rem;
  }

  .balance {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    min-height: 32px;
  }

  .balance svg {
    color: var(--_muted);
  }

  strong {
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }

  .skeleton {
    width: 180px;
    max-width: 100%;
    height: 20px;
    margin-block: 6px;
  }

  .low {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 6px 10px;
    border-radius: var(--_small-radius);
    background: color-mix(in srgb, var(--_warning) 18%, var(--_surface));
    color: var(--_text);
    font-size: 0.8125rem;
  }

  button {
    min-height: 32px;
    padding: 4px 10px;
  }
`;
