import { css } from "lit";

export const toastsStyles = css`
  :host {
    display: contents;
  }

  .region {
    position: fixed;
    z-index: 2147483000;
    inset: auto 16px max(16px, env(safe-area-inset-bottom)) auto;
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
    padding: 8px 8px 8px 14px;
    border: 1px solid var(--_border);
    border-inline-start: 4px solid var(--_accent);
    border-radius: var(--_small-radius);
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.875rem;
    box-shadow: var(--_shadow);
    animation: enter 220ms var(--_ease);
    pointer-events: auto;
  }

  .toast.success {
    border-inline-start-color: var(--_success);
  }

  .toast.warning {
    border-inline-start-color: var(--_warning);
  }

  .toast.danger {
    border-inline-start-color: var(--_danger);
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
