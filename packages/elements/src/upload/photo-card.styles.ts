import { css } from "lit";

export const photoCardStyles = css`
  .card {
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_surface);
  }

  .card.bad {
    border-color: var(--_danger);
  }

  .card.grabbed {
    border-color: var(--_accent);
    box-shadow: 0 0 0 2px var(--_accent), var(--_shadow);
  }

  .card.dragged {
    position: relative;
    z-index: 1;
    box-shadow: var(--_shadow);
    opacity: 0.92;
    pointer-events: none;
  }

  .picture {
    position: relative;
    background: var(--_tint);
    cursor: grab;
  }

  .picture img,
  .picture canvas {
    display: block;
    width: 100%;
    aspect-ratio: 1;
    object-fit: contain;
    -webkit-user-drag: none;
    user-select: none;
  }

  .picture canvas {
    position: absolute;
    inset: 0;
  }

  .tools {
    display: flex;
    justify-content: space-between;
    border-block: 1px solid var(--_border);
  }

  .tools button {
    flex: 1;
    width: auto;
    min-width: 0;
    min-height: 36px;
    border: 0;
    border-radius: 0;
  }

  .tools button + button {
    border-inline-start: 1px solid var(--_border);
  }

  .tools button:focus-visible {
    outline-offset: -2px;
  }

  .handle {
    cursor: grab;
    touch-action: none;
  }

  .handle svg {
    stroke-width: 3;
  }

  .handle[aria-pressed="true"] {
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .facts {
    display: grid;
    align-content: start;
    gap: 6px;
    flex: 1;
    padding: 10px;
    font-size: 0.75rem;
  }

  .line {
    display: grid;
    align-content: start;
    gap: 2px;
    min-height: 3em;
  }

  .verdict {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    font-weight: 600;
  }

  select {
    width: 100%;
    min-height: 38px;
    padding: 6px 8px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_small-radius) - 2px);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 0.875rem;
    font-weight: 550;
  }

  .facts .bad {
    color: var(--_danger);
  }

  @media (pointer: coarse) {
    .tools button {
      min-height: 44px;
    }
  }

  @media (forced-colors: active) {
    .card.grabbed {
      outline: 3px solid Highlight;
    }

    .picture canvas {
      forced-color-adjust: none;
    }
  }
`;
