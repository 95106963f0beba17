import { css } from "lit";

export const versionsStyles = css`
  button[aria-disabled="true"] {
    opacity: 0.55;
    cursor: not-allowed;
  }

  .version.active {
    border-color: color-mix(in srgb, var(--_success) 45%, var(--_border));
  }

  .tick {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    cursor: pointer;
  }

  .tick input {
    width: 20px;
    height: 20px;
    margin: 0;
    accent-color: var(--_accent);
    cursor: inherit;
  }

  .tick:has(:disabled) {
    cursor: not-allowed;
    opacity: 0.55;
  }

  .thumbnail img {
    width: 100%;
    height: 100%;
    object-fit: contain;
  }

  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    font-size: 1rem;
    font-weight: 600;
  }

  time {
    white-space: nowrap;
  }

  .reason {
    color: var(--_danger);
    overflow-wrap: anywhere;
  }

  .match {
    grid-column: 1 / -1;
    font-size: 0.875rem;
  }

  .match summary {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 44px;
    padding-inline: 4px;
    border-radius: var(--_small-radius);
    color: var(--_muted);
    cursor: pointer;
  }

  .match summary::after {
    content: "";
    width: 7px;
    height: 7px;
    margin-inline-start: 2px;
    border: solid currentcolor;
    border-width: 0 1.5px 1.5px 0;
    transform: translateY(-2px) rotate(45deg);
  }

  .match[open] summary::after {
    transform: translateY(2px) rotate(225deg);
  }

  .match.low summary,
  .match.low > p:not(.legend) {
    color: var(--_danger);
  }

  .match .pictures {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(116px, 1fr));
    gap: 10px;
    margin-block: 8px;
  }

  .match li {
    display: grid;
    gap: 4px;
    justify-items: center;
    color: var(--_muted);
  }

  .match li img {
    width: 100%;
    aspect-ratio: 1;
    padding: 8px;
    box-sizing: border-box;
    object-fit: contain;
    border-radius: var(--_small-radius);
    background: var(--_tint);
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 14px;
    color: var(--_muted);
  }

  .legend span::before {
    content: "";
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-inline-end: 6px;
    border-radius: 3px;
  }

  .legend .photo::before {
    background: #c81e3c;
  }

  .legend .model::before {
    background: #286ee6;
  }

  .legend .color::before {
    background: #ffc800;
  }

  .problem {
    margin-bottom: 10px;
    color: var(--_danger);
    font-size: 0.875rem;
  }

  .question {
    color: var(--_muted);
    font-size: 0.9375rem;
  }

  @container (max-width: 720px) {
    .actions .export {
      padding-inline: 13px;
    }

    .export .label {
      position: absolute;
      overflow: hidden;
      clip-path: inset(50%);
      inline-size: 1px;
      block-size: 1px;
    }
  }

  @container (max-width: 560px) {
    .actions button:not(.icon, .export) {
      flex: 1;
      padding-inline: 8px;
      white-space: nowrap;
    }
  }
`;
