import { css } from "lit";

export const toastsStyles = css`
  :host {
    display: contents;
  }

  .region {
    position: fixed;
    z-index: 2147483000;
    inset-block: auto max(16px, env(safe-area-inset-bottom));
    inset-inline: auto 16px;
    display: grid;
    justify-items: end;
    gap: 8px;
    width: min(400px, calc(100vw - 32px));
    height: auto;
    margin: 0;
    padding: 0;
    border: 0;
    overflow: visible;
    background: none;
    pointer-events: none;
  }

  .toast {
    display: flex;
    align-items: center;
    gap: 10px;
    max-width: 100%;
    padding: var(--_space-2);
    padding-inline-start: var(--_space-3);
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_surface);
    color: var(--_text);
    font-family: var(--_font);
    font-size: 0.875rem;
    line-height: 1.4;
    box-shadow: var(--_shadow);
    animation: enter var(--_calm) var(--_ease);
    pointer-events: auto;
  }

  .toast > svg {
    flex: none;
    color: var(--_tone, var(--_accent));
  }

  .toast.success {
    --_tone: var(--_success);
  }

  .toast.warning {
    --_tone: light-dark(color-mix(in srgb, var(--_warning) 70%, #000000), var(--_warning));
  }

  .toast.danger {
    --_tone: var(--_danger);
  }

  .toast p {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  @keyframes enter {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }
`;
