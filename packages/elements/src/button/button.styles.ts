import { css } from "lit";

export const buttonStyles = css`
  :host {
    --_emerald: var(--model-3d-emerald, light-dark(#047857, #34d399));
    --_on-emerald: var(--model-3d-on-emerald, light-dark(#ffffff, #022c22));

    display: inline-flex;
    vertical-align: middle;
  }

  :host(:not([state="ready"]):not([open])) {
    display: none;
  }

  .cube {
    min-width: 40px;
    padding: 0 10px;
    border-color: transparent;
    background: var(--_emerald);
    color: var(--_on-emerald);
  }

  .cube:hover:not(:disabled) {
    border-color: transparent;
    background: color-mix(in srgb, var(--_emerald) 86%, var(--_text));
  }

  .cube:focus-visible {
    outline-color: var(--_emerald);
  }

  @media (pointer: coarse) {
    .cube {
      min-width: 44px;
    }
  }

  @media (forced-colors: active) {
    .cube {
      border-color: ButtonText;
    }
  }
`;
