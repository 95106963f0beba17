import { css } from "lit";

export const compareStyles = css`
  :host {
    --_view-height: clamp(240px, 42cqi, 560px);

    display: flex;
    flex-direction: column;
    gap: var(--_space-3);
    min-width: 0;
    container-type: inline-size;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space-2);
  }

  .choice {
    display: inline-flex;
    padding: 3px;
    border-radius: var(--_small-radius);
    background: var(--_tint-strong);
  }

  .choice button {
    min-height: 34px;
    padding: 4px 12px;
    border-color: transparent;
    border-radius: calc(var(--_small-radius) - 3px);
    background: transparent;
  }

  .choice button[aria-pressed="true"] {
    background: var(--_surface);
    box-shadow: 0 1px 3px rgb(8 12 24 / 18%);
  }

  .toggle[aria-pressed="true"] {
    border-color: color-mix(in srgb, var(--_accent) 55%, var(--_border));
    background: color-mix(in srgb, var(--_accent) 10%, var(--_surface));
    color: var(--_accent);
  }

  .bar > .icon {
    margin-inline-start: auto;
  }

  .sides {
    position: relative;
    display: grid;
    /* As high as it likes to be, and as the page wants it where that gives it a height. */
    flex: 1 1 calc(var(--_view-height) + 2.25rem);
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    grid-template-rows: minmax(160px, 1fr) auto;
    gap: var(--_space-2) var(--_space-3);
    /* Left and right are meant as they are seen, whichever way the page reads. */
    direction: ltr;
  }

  .side {
    display: contents;
  }

  .view {
    display: grid;
    grid-row: 1;
    min-width: 0;
    min-height: 0;
  }

  .view > * {
    width: 100%;
    height: 100%;
    min-height: 0;
    aspect-ratio: auto;
    border-radius: var(--_radius);
  }

  .view > .notice {
    align-content: center;
    padding: var(--_space-4);
  }

  .skeleton.still {
    background: var(--_tint);
    animation: none;
  }

  .left > * {
    grid-column: 1;
  }

  .right > * {
    grid-column: 2;
  }

  figcaption {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    grid-row: 2;
    gap: 0 var(--_space-2);
    font-size: 0.875rem;
    unicode-bidi: plaintext;
  }

  figcaption .muted {
    min-height: 1.2em;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  .doubt {
    font-size: 0.8125rem;
  }

  .slider {
    --_view-height: clamp(240px, 58cqi, 640px);
  }

  .slider .view,
  .divider {
    grid-column: 1 / -1;
    grid-row: 1;
  }

  .slider .left .view {
    z-index: 1;
    clip-path: inset(0 calc(100% - var(--_split)) 0 0);
  }

  .slider .right figcaption {
    justify-content: flex-end;
    text-align: end;
  }

  .divider {
    position: relative;
    left: var(--_split);
    z-index: 2;
    display: grid;
    place-items: center;
    justify-self: start;
    width: 44px;
    height: 100%;
    margin-left: -22px;
    cursor: ew-resize;
    touch-action: none;
    user-select: none;
  }

  .divider::before {
    content: "";
    position: absolute;
    inset: 0 auto;
    width: 2px;
    background: #ffffff;
    box-shadow: 0 0 0 1px rgb(8 12 24 / 28%);
  }

  .divider span {
    position: relative;
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border: 1px solid rgb(8 12 24 / 18%);
    border-radius: 50%;
    background: #ffffff;
    color: #16181d;
    box-shadow: var(--_shadow);
  }

  .divider:focus-visible {
    outline: none;
  }

  .divider:focus-visible span {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  @container (max-width: 560px) {
    .sides:not(.slider) {
      grid-template-columns: minmax(0, 1fr);
      flex-basis: calc(440px + 4.5rem);
      grid-template-rows: minmax(120px, 1fr) auto minmax(120px, 1fr) auto;
    }

    .sides:not(.slider) .side > * {
      grid-column: 1;
    }

    .sides:not(.slider) .right .view {
      grid-row: 3;
    }

    .sides:not(.slider) .right figcaption {
      grid-row: 4;
    }

    .choice {
      flex: 1 1 100%;
    }

    .choice button {
      flex: 1;
    }
  }

  @media (pointer: coarse) {
    .choice button {
      min-height: 44px;
    }
  }

  @media (forced-colors: active) {
    .bar [aria-pressed="true"] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }

    .divider::before {
      background: CanvasText;
    }
  }
`;
