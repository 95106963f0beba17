import { css } from "lit";

export const generateStyles = css`
  .panel {
    display: grid;
    gap: var(--_space-4);
  }

  .views {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(45%, 110px), 1fr));
    gap: 10px;
  }

  figure {
    margin: 0;
  }

  figure img {
    width: 100%;
    aspect-ratio: 1;
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_tint);
    object-fit: contain;
  }

  figcaption {
    margin-top: 4px;
    color: var(--_muted);
    font-size: 0.75rem;
    text-align: center;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
  }

  .row[hidden] {
    display: none;
  }

  .making {
    display: grid;
    gap: 14px;
    padding: var(--_space-5);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .making .line {
    display: flex;
    justify-content: space-between;
    gap: var(--_space-4);
    font-weight: 600;
  }

  .making .line span:last-child {
    font-variant-numeric: tabular-nums;
  }

  .making .progress {
    height: 8px;
  }

  .failed {
    display: flex;
    gap: 10px;
    padding: 14px 16px;
    border-radius: var(--_small-radius);
    background: color-mix(in srgb, var(--_danger) 10%, var(--_surface));
    color: var(--_danger);
    font-size: 0.9375rem;
  }

  .failed svg {
    flex: none;
  }

  .ready-line {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--_success);
    font-weight: 600;
  }

  .time {
    min-height: 1.45em;
    font-size: 0.875rem;
  }

  .waiting-panel {
    display: grid;
    gap: var(--_space-4);
  }

  .waiting-panel .picture {
    aspect-ratio: 1;
  }

  .waiting-panel .button-place {
    width: 220px;
    height: 40px;
  }

  .waiting-panel .drop-place {
    border-radius: var(--_radius);
  }

  .waiting-panel .drop-place > * {
    visibility: hidden;
  }

  @media (pointer: coarse) {
    .waiting-panel .button-place {
      height: 44px;
    }
  }
`;
