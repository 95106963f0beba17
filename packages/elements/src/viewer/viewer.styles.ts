import { css } from "lit";

export const viewerStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    position: relative;
    aspect-ratio: 4 / 3;
    overflow: hidden;
    /* Where the page gives it another display, the stage is as high all the same. */
    grid-template-rows: minmax(0, 1fr) auto;
    border-radius: var(--_radius);
    background: radial-gradient(120% 90% at 50% 20%, var(--_tint), var(--_tint-strong));
  }

  .stage {
    position: relative;
    flex: 1 1 auto;
    block-size: 100%;
    min-height: 0;
    overflow: hidden;
  }

  model-viewer,
  .poster,
  .cover {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }

  model-viewer {
    --poster-color: transparent;
    --progress-bar-height: 0;
    background: transparent;
    outline-offset: -3px;
  }

  slot.hidden {
    display: none;
  }

  model-viewer:focus-within {
    outline: 2px solid var(--_accent);
  }

  .poster {
    object-fit: contain;
    transition: opacity 320ms ease-out;
    pointer-events: none;
  }

  :host([state="ready"]) .poster {
    opacity: 0;
  }

  .cover {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 12px;
    padding: 24px;
    overflow: auto;
    text-align: center;
  }

  .cover p {
    max-width: 40ch;
    padding: 6px 12px;
    border-radius: var(--_small-radius);
    background: color-mix(in srgb, var(--_surface) 92%, transparent);
    font-size: 0.875rem;
  }

  .cover slot > svg {
    color: var(--_muted);
  }

  .progress {
    position: absolute;
    inset: auto 20px 20px;
    height: 6px;
    background: color-mix(in srgb, var(--_text) 18%, transparent);
  }

  .progress > span {
    min-width: 6%;
    background: var(--_accent);
  }

  .ar {
    position: absolute;
    inset: auto auto 14px 50%;
    border-color: transparent;
    border-radius: 999px;
    box-shadow: var(--_shadow);
    translate: -50% 0;
    white-space: nowrap;
  }

  :host(:fullscreen) {
    border-radius: 0;
    background: var(--_surface);
  }
`;
