import { css } from "lit";

/**
 * All cards have one height and their names on top, so that nothing shifts when more is known of one: the picture takes what
 * words and buttons leave.
 */
export const cardStyles = css`
  .items {
    --_card-height: var(--model-3d-card-height, 29em);
  }

  .card {
    position: relative;
    display: flex;
    flex-direction: column;
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

  .card.selected {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  .card:focus-visible {
    outline-offset: 3px;
  }

  .items:not(.list) .title {
    margin-block-end: 12px;
    /* None below: the line that does not fit would show in it. */
    padding: 12px 16px 0;
  }

  .items:not(.list) .title:has(~ .pick) {
    padding-inline-end: 44px;
  }

  .picture {
    position: relative;
    display: grid;
    flex: 1 1 0;
    place-items: center;
    min-height: 6em;
    overflow: hidden;
    background: light-dark(var(--_tint), #eef0f3);
    color: light-dark(var(--_muted), #5b6270);
  }

  .picture.skeleton {
    border-radius: 0;
    background-color: var(--_tint);
  }

  .picture img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
    /* A photo's white ground becomes the card's own. */
    mix-blend-mode: multiply;
  }

  .corner {
    position: absolute;
    inset-block-start: 10px;
    inset-inline-start: 10px;
  }

  .badge.skeleton {
    width: 80px;
    height: 22px;
    border-radius: 999px;
  }

  .pick {
    position: absolute;
    z-index: 1;
    inset-block-start: 0;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    cursor: pointer;
  }

  .pick input {
    width: 20px;
    height: 20px;
    margin: 0;
    accent-color: var(--_accent);
    cursor: inherit;
  }

  .text {
    display: grid;
    align-content: start;
    gap: 4px;
    padding-inline: 16px;
  }

  .text > :is(.facts, .advance, .reason):first-child,
  ::slotted(*) {
    margin-block-start: 12px;
  }

  h3 {
    display: -webkit-box;
    /* A title of another direction is cut at its own end, and stands where the others do. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    overflow: hidden;
    font-size: 1rem;
    font-weight: 600;
    letter-spacing: -0.005em;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
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
    margin-block-start: 6px;
  }

  .advance .line {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    font-variant-numeric: tabular-nums;
  }

  .reason {
    display: flex;
    gap: 6px;
    color: var(--_danger);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }

  .reason span {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
  }

  .reason svg {
    flex: none;
    margin-block-start: 1px;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 12px 16px 16px;
  }

  .actions :is(button, .button) {
    padding-inline: 10px;
  }

  .main {
    flex: 1 0 100%;
  }

  .side {
    flex: 1 1 auto;
    font-size: 0.8125rem;
    white-space: nowrap;
  }

  .side svg {
    width: 16px;
    height: 16px;
  }

  .button-skeleton,
  .unknown {
    flex: 1;
    min-height: 40px;
  }

  .unknown {
    align-content: center;
    font-size: 0.8125rem;
  }

  .placeholder .text {
    padding-block: 15px;
  }

  .placeholder .text span {
    width: 64%;
    height: 18px;
  }

  @media (pointer: coarse) {
    .pick input {
      width: 24px;
      height: 24px;
    }

    .items:not(.list) {
      --_card-height: var(--model-3d-card-height, 31em);
    }
  }

  @media (forced-colors: active) {
    .card.selected {
      outline: 2px solid Highlight;
    }
  }
`;
