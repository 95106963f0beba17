import { css } from "lit";
import { fieldLook } from "../base/field-look.styles.ts";
import { cardStyles } from "./card.styles.ts";
import { listCardStyles } from "./list-card.styles.ts";

const frameStyles = css`
  :host {
    container-type: inline-size;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin-block-end: var(--_gap);
  }

  .filters {
    display: flex;
    flex: 1 1 280px;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
  }

  .switch {
    display: inline-flex;
    gap: 4px;
    padding: 4px;
    border-radius: calc(var(--_small-radius) + 4px);
    background: var(--_tint);
  }

  .switch button {
    min-height: 36px;
    border-color: transparent;
    background: transparent;
    color: var(--_muted);
  }

  .switch button.icon {
    width: 36px;
  }

  @media (pointer: coarse) {
    .switch button {
      min-height: 44px;
    }

    .switch button.icon {
      width: 44px;
    }
  }

  .switch [aria-selected="true"],
  .switch [aria-pressed="true"] {
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 1px 3px rgb(0 0 0 / 14%);
  }

  @media (forced-colors: active) {
    .switch [aria-selected="true"],
    .switch [aria-pressed="true"] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }

  .search {
    position: relative;
    flex: 1 1 160px;
    max-width: 320px;
    color: var(--_muted);
  }

  .search svg {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 12px;
    margin-block: auto;
    pointer-events: none;
  }

  .search input,
  .status select {
    width: 100%;
    min-height: 44px;
    ${fieldLook}
  }

  .search input {
    padding-block: 8px;
    padding-inline: 38px 10px;
  }

  .search input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  .status select {
    padding: 8px 10px;
    font-weight: 550;
  }

  .items {
    position: relative;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--model-3d-card-width, 300px)), 1fr));
    align-content: start;
    gap: calc(var(--_gap) * 1.25);
    overflow-anchor: none;
  }

  li {
    block-size: var(--_card-height);
    min-inline-size: 0;
    scroll-margin-block: 12px;
  }

  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px;
    margin-block-end: var(--_gap);
    padding: 10px;
    padding-inline-start: 16px;
    border-radius: var(--_small-radius);
    background: color-mix(in srgb, var(--_danger) 10%, var(--_surface));
    font-size: 0.875rem;
  }

  /* Takes no space, and hides no name: what is there stays where it is when the banner comes and goes. */
  .models-error {
    position: sticky;
    z-index: 2;
    inset-block-end: 8px;
    block-size: 0;
  }

  .models-error .banner {
    position: absolute;
    inset-inline: 0;
    inset-block-end: 0;
    margin: 0;
    border: 1px solid color-mix(in srgb, var(--_danger) 35%, var(--_border));
    box-shadow: var(--_shadow);
  }

  .banner p {
    flex: 1;
  }

  .banner svg {
    flex: none;
    color: var(--_danger);
  }

  .more {
    display: flex;
    justify-content: center;
    margin-block-start: calc(var(--_gap) * 1.5);
  }

  .more .banner {
    flex: 1;
  }

  p.more {
    font-size: 0.8125rem;
  }

  .selection {
    position: sticky;
    z-index: 2;
    inset-block-end: 12px;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    width: fit-content;
    max-width: 100%;
    margin-block-start: var(--_gap);
    margin-inline: auto;
    padding: 8px;
    padding-inline-start: 18px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }

  .selection[hidden] {
    display: none;
  }

  .selection .count {
    margin-inline-end: 4px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  @container (max-width: 560px) {
    .items {
      gap: 12px;
    }

    .bar .switch[role="tablist"] {
      flex: 1 1 100%;
      flex-wrap: wrap;
    }

    .switch [role="tab"] {
      flex: 1;
    }

    .search {
      flex-basis: 100%;
      max-width: none;
    }

    /* Never narrower than what is chosen. */
    .status {
      flex: 1 0 auto;
    }
  }
`;

export const galleryStyles = [frameStyles, cardStyles, listCardStyles];
