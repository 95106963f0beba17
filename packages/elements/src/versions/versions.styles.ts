import { css } from "lit";

export const versionsStyles = css`
  .list {
    display: grid;
    gap: 10px;
  }

  .version {
    display: grid;
    grid-template-columns: 88px minmax(0, 1fr) auto;
    align-items: center;
    gap: 16px;
    padding: 10px;
    padding-inline-end: 14px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .version.active {
    border-color: color-mix(in srgb, var(--_success) 45%, var(--_border));
  }

  .thumbnail {
    position: relative;
    display: grid;
    place-items: center;
    width: 88px;
    aspect-ratio: 1;
    overflow: hidden;
    border-radius: var(--_small-radius);
    background: var(--_tint);
    color: var(--_muted);
  }

  .compare-bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--_space-2) var(--_space-4);
    margin-bottom: var(--_space-3);
    font-size: 0.875rem;
  }

  .compare-bar.room {
    visibility: hidden;
  }

  .tick {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    cursor: pointer;
  }

  .tick input {
    width: 20px;
    height: 20px;
    margin: 0;
    accent-color: var(--_accent);
    cursor: inherit;
  }

  .tick:has(:disabled) {
    cursor: not-allowed;
    opacity: 0.55;
  }

  .thumbnail.skeleton {
    background: linear-gradient(100deg, var(--_tint) 40%, var(--_tint-strong) 50%, var(--_tint) 60%) 0 0 / 300% 100%;
  }

  .thumbnail img {
    width: 100%;
    height: 100%;
    object-fit: contain;
  }

  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    font-size: 1rem;
    font-weight: 600;
  }

  .facts {
    display: grid;
    gap: 4px;
    font-size: 0.875rem;
  }

  .reason {
    color: var(--_danger);
    overflow-wrap: anywhere;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
  }

  .skeleton.line {
    width: min(100%, 160px);
    height: 18px;
  }

  .skeleton.place {
    width: 120px;
    height: 40px;
  }

  .problem {
    margin-bottom: 10px;
    color: var(--_danger);
    font-size: 0.875rem;
  }

  .question {
    color: var(--_muted);
    font-size: 0.9375rem;
  }

  :host {
    container-type: inline-size;
  }

  @container (max-width: 720px) {
    .actions .export {
      padding-inline: 13px;
    }

    .export .label {
      position: absolute;
      overflow: hidden;
      clip-path: inset(50%);
      inline-size: 1px;
      block-size: 1px;
    }
  }

  @container (max-width: 560px) {
    .version {
      grid-template-columns: 72px minmax(0, 1fr);
      gap: 12px;
    }

    .thumbnail {
      width: 72px;
    }

    .actions {
      grid-column: 1 / -1;
    }

    .skeleton.place {
      flex: 1;
    }

    .actions button:not(.icon, .export) {
      flex: 1;
      padding-inline: 8px;
      white-space: nowrap;
    }
  }
`;
