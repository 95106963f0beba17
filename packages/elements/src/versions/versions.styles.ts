import { css } from "lit";

export const versionsStyles = css`
  .version.active {
    border-color: color-mix(in srgb, var(--_success) 45%, var(--_border));
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

  time {
    white-space: nowrap;
  }

  .reason {
    color: var(--_danger);
    overflow-wrap: anywhere;
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
    .actions button:not(.icon, .export) {
      flex: 1;
      padding-inline: 8px;
      white-space: nowrap;
    }
  }
`;
