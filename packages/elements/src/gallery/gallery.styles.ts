import { css } from "lit";

export const galleryStyles = css`
  :host {
    container-type: inline-size;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px;
    margin-bottom: var(--_gap);
  }

  [role="tablist"] {
    display: inline-flex;
    gap: 4px;
    padding: 4px;
    border-radius: calc(var(--_small-radius) + 4px);
    background: var(--_tint);
  }

  [role="tab"] {
    border-color: transparent;
    background: transparent;
    color: var(--_muted);
  }

  [role="tab"][aria-selected="true"] {
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 1px 3px rgb(0 0 0 / 14%);
  }

  .items {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
    gap: calc(var(--_gap) * 1.25);
  }

  .card {
    display: grid;
    grid-template-rows: auto 1fr auto;
    height: 100%;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    transition: box-shadow 180ms var(--_ease), border-color 180ms var(--_ease);
  }

  .card:hover,
  .card:focus-within {
    border-color: color-mix(in srgb, var(--_text) 16%, var(--_border));
    box-shadow: var(--_shadow);
  }

  .picture {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 4 / 3;
    overflow: hidden;
    background: var(--_tint);
    color: var(--_muted);
  }

  .picture img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }

  .corner {
    position: absolute;
    inset: 10px auto auto 10px;
  }

  .badge.skeleton {
    width: 80px;
    height: 22px;
    border-radius: 999px;
  }

  .text {
    display: grid;
    align-content: start;
    gap: 4px;
    padding: 14px 16px 12px;
  }

  h3 {
    font-size: 1rem;
    font-weight: 600;
    letter-spacing: -0.005em;
    overflow-wrap: anywhere;
  }

  h3 a {
    color: inherit;
    text-decoration: none;
  }

  h3 a:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }

  .text .muted {
    font-size: 0.8125rem;
  }

  .advance {
    display: grid;
    gap: 6px;
    margin-top: 6px;
  }

  .advance .line {
    display: flex;
    justify-content: space-between;
    font-variant-numeric: tabular-nums;
  }

  .reason {
    display: flex;
    gap: 6px;
    margin-top: 2px;
    color: var(--_danger);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }

  .reason svg {
    flex: none;
    margin-top: 1px;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 0 16px 16px;
  }

  .actions button {
    padding-inline: 10px;
    text-wrap: balance;
  }

  .wide {
    flex: 1 0 100%;
  }

  .half {
    flex: 1 1 auto;
    font-size: 0.8125rem;
    white-space: nowrap;
  }

  .half svg {
    width: 16px;
    height: 16px;
  }

  .button-skeleton {
    flex: 1;
    height: 40px;
  }

  .card.placeholder .text span {
    height: 14px;
  }

  .card.placeholder .text span:first-child {
    width: 64%;
    height: 18px;
  }

  .card.placeholder .text span:last-child {
    width: 36%;
  }

  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px;
    margin-bottom: var(--_gap);
    padding: 10px 10px 10px 16px;
    border-radius: var(--_small-radius);
    background: color-mix(in srgb, var(--_danger) 10%, var(--_surface));
    font-size: 0.875rem;
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
    margin-top: calc(var(--_gap) * 1.5);
  }

  :host([view="list"]) .items {
    grid-template-columns: 1fr;
    gap: 10px;
  }

  :host([view="list"]) .card {
    grid-template: auto / 112px minmax(0, 1fr) auto;
    align-items: center;
  }

  :host([view="list"]) .picture {
    align-self: stretch;
    min-height: 96px;
    aspect-ratio: auto;
  }

  :host([view="list"]) .actions {
    flex-wrap: nowrap;
    padding: 12px 16px 12px 0;
  }

  :host([view="list"]) .actions > * {
    flex: none;
  }

  @container (max-width: 860px) {
    :host([view="list"]) .card {
      grid-template-columns: 96px minmax(0, 1fr);
    }

    :host([view="list"]) .actions {
      grid-column: 1 / -1;
      flex-wrap: wrap;
      padding: 0 12px 12px;
    }

    :host([view="list"]) .actions > * {
      flex: 1 1 auto;
    }
  }

  @container (max-width: 560px) {
    .items {
      gap: 12px;
    }
  }
`;
