import { css } from "lit";

/**
 * The tokens, each with its default for light and dark pages. `color-scheme` is the host page's; `theme` overrides it.
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

    --_on-warning: #2a1500;
    --_small-radius: calc(var(--_radius) * 0.64);
    --_tint: color-mix(in srgb, var(--_text) 5%, var(--_surface));
    --_tint-strong: color-mix(in srgb, var(--_text) 10%, var(--_surface));
    --_shadow: 0 1px 2px light-dark(rgb(16 24 40 / 6%), rgb(0 0 0 / 40%)), 0 6px 24px light-dark(rgb(16 24 40 / 7%), rgb(0 0 0 / 35%));
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
`;

const controlStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h2,
  h3,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  ul {
    list-style: none;
  }

  img {
    display: block;
    max-width: 100%;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 40px;
    padding: 8px 14px;
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 0.875rem;
    font-weight: 550;
    line-height: 1.2;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition: background-color 140ms var(--_ease), border-color 140ms var(--_ease), opacity 140ms;
  }

  button:hover:not(:disabled),
  .button:hover {
    background: var(--_tint);
    border-color: color-mix(in srgb, var(--_text) 24%, var(--_border));
  }

  button:disabled {
    cursor: not-allowed;
    opacity: 0.55;
  }

  button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }

  button.primary:hover:not(:disabled) {
    border-color: transparent;
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }

  button.warning {
    border-color: transparent;
    background: var(--_warning);
    color: var(--_on-warning);
  }

  button.warning:hover:not(:disabled) {
    border-color: transparent;
    background: color-mix(in srgb, var(--_warning) 88%, #ffffff);
  }

  button.danger {
    color: var(--_danger);
  }

  button.quiet {
    border-color: transparent;
    background: transparent;
  }

  button.icon {
    width: 40px;
    padding: 0;
  }

  button svg,
  .button svg {
    flex: none;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 3px 9px;
    border-radius: 999px;
    background: var(--_tint-strong);
    color: var(--_text);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.4;
    white-space: nowrap;
  }

  .badge.success {
    background: color-mix(in srgb, var(--_success) 14%, var(--_surface));
    color: var(--_success);
  }

  .badge.danger {
    background: color-mix(in srgb, var(--_danger) 12%, var(--_surface));
    color: var(--_danger);
  }

  .badge.warning {
    background: var(--_warning);
    color: var(--_on-warning);
  }

  .muted {
    color: var(--_muted);
  }

  .notice {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 48px 24px;
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    text-align: center;
  }

  .notice svg {
    color: var(--_muted);
  }

  .notice h3 {
    font-size: 1rem;
    font-weight: 600;
  }

  .notice p {
    max-width: 44ch;
    color: var(--_muted);
    font-size: 0.875rem;
  }

  .notice button {
    margin-top: 8px;
  }

  .progress {
    height: 6px;
    overflow: hidden;
    border-radius: 999px;
    background: var(--_tint-strong);
  }

  .progress > span {
    display: block;
    height: 100%;
    border-radius: inherit;
    background: var(--_warning);
    transition: width 500ms var(--_ease);
  }

  .skeleton,
  .progress.waiting {
    background: linear-gradient(100deg, var(--_tint) 40%, var(--_tint-strong) 50%, var(--_tint) 60%) 0 0 / 300% 100%;
    animation: shimmer 1.6s linear infinite;
  }

  .skeleton {
    border-radius: var(--_small-radius);
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @keyframes shimmer {
    from {
      background-position: 100% 0;
    }
    to {
      background-position: 0 0;
    }
  }

  @media (pointer: coarse) {
    button,
    .button,
    select {
      min-height: 44px;
    }

    button.icon {
      width: 44px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;

export const baseStyles = [tokenStyles, controlStyles];
