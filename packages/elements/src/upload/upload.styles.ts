import { css } from "lit";

export const uploadStyles = css`
  .photos {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(45%, 140px), 1fr));
    gap: 12px;
  }

  .slot {
    display: grid;
    min-width: 0;
    border-radius: var(--_small-radius);
  }

  .slot.target {
    outline: 2px solid var(--_accent);
    outline-offset: 3px;
  }

  .place {
    position: relative;
    display: grid;
    min-height: 180px;
    border: 1.5px dashed color-mix(in srgb, var(--_text) 18%, var(--_border));
    border-radius: var(--_small-radius);
    background: var(--_tint);
  }

  .over .place {
    border-color: var(--_accent);
  }

  .place > button:first-child {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 4px;
    width: 100%;
    height: 100%;
    white-space: normal;
  }

  .place small {
    color: var(--_muted);
    font-size: 0.75rem;
    font-weight: 400;
  }

  .place svg {
    color: var(--_muted);
  }

  .place.required > button:first-child svg {
    color: var(--_accent);
  }

  .place .icon {
    position: absolute;
    inset: auto 6px 6px auto;
  }

  .problems {
    color: var(--_danger);
  }

  .problems {
    margin-top: 10px;
    font-size: 0.875rem;
  }

  .check {
    margin-top: var(--_space-4);
    padding: var(--_space-3) var(--_space-4);
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_surface);
    font-size: 0.875rem;
  }

  .check-head {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: var(--_space-2) var(--_space-4);
  }

  .check-head > :first-child {
    flex: 1 1 260px;
  }

  .toggle {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 24px;
    cursor: pointer;
  }

  .toggle input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--_accent);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin-top: 16px;
    font-size: 0.875rem;
  }

  @media (pointer: coarse) {
    .toggle {
      min-height: 44px;
    }
  }

  @media (forced-colors: active) {
    .slot.target {
      outline: 3px solid Highlight;
    }
  }
`;
