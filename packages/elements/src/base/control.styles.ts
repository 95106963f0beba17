import { css } from "lit";

/** What every element draws with: buttons in all their states, badges, notices, progress, skeletons. */
export const controlStyles = css`
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
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--_space-2);
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
    transition: background-color var(--_quick) var(--_ease), border-color var(--_quick) var(--_ease), opacity var(--_quick);
  }

  button:hover:not(:disabled),
  .button:hover {
    background: var(--_tint);
    border-color: color-mix(in srgb, var(--_text) 24%, var(--_border));
  }

  button:active:not(:disabled),
  .button:active {
    background: var(--_tint-strong);
  }

  button:disabled {
    cursor: not-allowed;
    opacity: 0.55;
  }

  button[aria-busy="true"] {
    cursor: progress;
    opacity: 1;
  }

  button[aria-busy="true"]::after {
    content: "";
    position: absolute;
    inset: auto 10px 4px;
    height: 2px;
    border-radius: 2px;
    background: linear-gradient(90deg, transparent 30%, currentColor 50%, transparent 70%) 0 0 / 300% 100%;
    animation: shimmer 1.2s linear infinite;
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

  button.primary:active:not(:disabled) {
    background: color-mix(in srgb, var(--_accent) 78%, var(--_text));
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

  button.warning:active:not(:disabled) {
    background: color-mix(in srgb, var(--_warning) 90%, #000000);
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
    padding: 2px 8px;
    border: 1px solid transparent;
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
    padding: calc(var(--_space-6) * 1.5) var(--_space-5);
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
    transition: width var(--_slow) var(--_ease);
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

  @media (forced-colors: active) {
    :focus-visible {
      outline-color: Highlight;
    }

    .progress {
      outline: 1px solid CanvasText;
    }

    .progress > span {
      forced-color-adjust: none;
      background: Highlight;
    }

    .skeleton {
      outline: 1px dashed GrayText;
    }

    button.primary {
      border-color: Highlight;
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
