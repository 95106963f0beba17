import { css } from "lit";

export const maskBrushStyles = css`
  :host {
    display: contents;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space-2);
    margin-bottom: var(--_space-3);
  }

  .tools button[aria-pressed="true"] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
  }

  .tools label {
    display: inline-flex;
    align-items: center;
    gap: var(--_space-2);
    min-height: 44px;
    font-size: 0.875rem;
  }

  input[type="range"] {
    width: 120px;
    accent-color: var(--_accent);
  }

  .stage {
    display: grid;
    place-items: center;
    overflow: hidden;
    width: 100%;
    height: min(56vh, 520px);
    border-radius: var(--_small-radius);
    background: #0c0e13;
    color: #ffffff;
  }

  .frame {
    position: relative;
    display: grid;
    touch-action: none;
    cursor: crosshair;
    outline-offset: -3px;
  }

  .frame:focus-visible {
    outline: 3px solid #40c4ff;
  }

  .frame canvas {
    grid-area: 1 / 1;
    max-width: 100%;
    max-height: min(56vh, 520px);
  }

  .pointer {
    position: absolute;
    border: 2px solid #ffffff;
    border-radius: 50%;
    box-shadow: 0 0 0 1px #000000;
    pointer-events: none;
    transform: translate(-50%, -50%);
  }

  .how {
    min-height: 3em;
    margin-top: var(--_space-2);
    font-size: 0.875rem;
  }

  @media (forced-colors: active) {
    .frame canvas {
      forced-color-adjust: none;
    }

    .tools button[aria-pressed="true"] {
      outline: 2px solid Highlight;
    }
  }
`;
