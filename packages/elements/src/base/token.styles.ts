import { css } from "lit";

/**
 * The tokens, each with its default for light and dark pages. `color-scheme` is the host page's; `theme` overrides it. What begins
 * with `--_` is made of them and belongs to the elements: one scale of spaces, of motion and of surfaces for all.
 */
export const tokenStyles = css`
  :host {
    --_accent: var(--model-3d-accent, light-dark(#1f5bd8, #9dbcff));
    --_on-accent: var(--model-3d-on-accent, light-dark(#ffffff, #0a1a3d));
    --_surface: var(--model-3d-surface, light-dark(#ffffff, #16181d));
    --_text: var(--model-3d-text, light-dark(#16181d, #eceef2));
    --_muted: var(--model-3d-muted, light-dark(#5b6270, #a3abb9));
    --_border: var(--model-3d-border, light-dark(#e1e4ea, #30343d));
    --_success: var(--model-3d-success, light-dark(#0b6b43, #6fdcab));
    --_warning: var(--model-3d-warning, #f2a043);
    --_danger: var(--model-3d-danger, light-dark(#b3261e, #ffb4ab));
    --_radius: var(--model-3d-radius, 14px);
    --_gap: var(--model-3d-gap, 16px);
    --_font: var(--model-3d-font, inherit);
    --_motion: var(--model-3d-motion, 1);

    --_on-warning: #2a1500;
    --_small-radius: calc(var(--_radius) * 0.64);
    --_tint: color-mix(in srgb, var(--_text) 5%, var(--_surface));
    --_tint-strong: color-mix(in srgb, var(--_text) 10%, var(--_surface));
    --_shadow: 0 1px 2px light-dark(rgb(16 24 40 / 6%), rgb(0 0 0 / 40%)), 0 6px 24px light-dark(rgb(16 24 40 / 7%), rgb(0 0 0 / 35%));

    --_space-1: calc(var(--_gap) * 0.25);
    --_space-2: calc(var(--_gap) * 0.5);
    --_space-3: calc(var(--_gap) * 0.75);
    --_space-4: var(--_gap);
    --_space-5: calc(var(--_gap) * 1.5);
    --_space-6: calc(var(--_gap) * 2);

    --_quick: calc(var(--_motion) * 140ms);
    --_calm: calc(var(--_motion) * 220ms);
    --_slow: calc(var(--_motion) * 500ms);
    --_ease: cubic-bezier(0.2, 0.7, 0.2, 1);

    display: block;
    font-family: var(--_font);
    color: var(--_text);
    line-height: 1.45;
    -webkit-text-size-adjust: 100%;
  }

  :host([hidden]) {
    display: none;
  }

  :host([theme="light"]) {
    color-scheme: light;
  }

  :host([theme="dark"]) {
    color-scheme: dark;
  }

  :host(:state(rtl)) {
    direction: rtl;
  }

  :host(:state(ltr)) {
    direction: ltr;
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --_motion: 0;
    }
  }
`;
