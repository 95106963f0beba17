import { css } from "lit";

export const dialogStyles = css`
  :host {
    display: contents;
    /* A dialog inside of another one has a width of its own. */
    --_width: 480px;
  }

  dialog {
    width: min(calc(100vw - 32px), var(--_width));
    max-width: none;
    max-height: min(calc(100dvh - 32px), 900px);
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
    color: var(--_text);
    font-family: var(--_font);
    line-height: 1.45;
    text-align: start;
    box-shadow: 0 24px 80px rgb(8 12 24 / 32%);
  }

  dialog[open] {
    display: flex;
    flex-direction: column;
    animation: rise var(--_calm) var(--_ease);
  }

  dialog::backdrop {
    background: rgb(10 14 24 / 52%);
    animation: fade var(--_calm) ease-out;
  }

  :host([size="medium"]) {
    --_width: 680px;
  }

  :host([size="large"]) {
    --_width: 1040px;
  }

  :host([size="full"]) dialog {
    width: calc(100vw - 48px);
    height: calc(100dvh - 48px);
    max-height: none;
  }

  :host([size="full"]) :is(.body, .content) {
    display: flex;
    flex-direction: column;
  }

  :host([size="full"]) .content {
    flex: 1 0 auto;
  }

  header {
    display: flex;
    align-items: center;
    gap: 12px;
    padding-block: 16px 12px;
    padding-inline: 24px 12px;
  }

  h2 {
    flex: 1;
    min-width: 0;
    font-size: 1.125rem;
    font-weight: 650;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }

  ::slotted(.stage) {
    aspect-ratio: auto;
    height: min(70dvh, 720px);
  }

  :host([size="full"]) ::slotted(.stage) {
    flex: 1 1 0px;
    height: auto;
    min-height: 200px;
  }

  .body {
    flex: 1;
    min-height: 0;
    padding: 4px 24px 24px;
    overflow: auto;
    overscroll-behavior: contain;
  }

  footer {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    padding: 16px 24px;
    border-top: 1px solid var(--_border);
  }

  footer:not(.filled) {
    display: none;
  }

  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(10px) scale(0.99);
    }
  }

  @keyframes fade {
    from {
      opacity: 0;
    }
  }

  @media (max-width: 560px) {
    dialog {
      width: 100vw;
      max-height: 94dvh;
      margin-bottom: 0;
      border-width: 1px 0 0;
      border-radius: calc(var(--_radius) + 4px) calc(var(--_radius) + 4px) 0 0;
    }

    :host([size="full"]) dialog {
      width: 100vw;
      height: calc(100dvh - 24px);
      max-height: none;
    }

    header {
      padding-inline-start: 16px;
    }

    .body {
      padding-inline: 16px;
    }

    footer {
      padding: 12px 16px max(12px, env(safe-area-inset-bottom));
    }

    footer ::slotted(*) {
      flex: 1;
    }
  }
`;
