import { css } from "lit";

export const uploadStyles = css`
  .drop {
    display: grid;
    justify-items: center;
    gap: 10px;
    padding: 32px 20px;
    border: 1.5px dashed color-mix(in srgb, var(--_text) 22%, var(--_border));
    border-radius: var(--_radius);
    background: var(--_tint);
    text-align: center;
    transition: border-color 140ms, background-color 140ms;
  }

  .drop.over {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 9%, var(--_surface));
  }

  .drop > svg {
    color: var(--_accent);
  }

  .drop.compact {
    place-content: center;
    height: 100%;
    min-height: 136px;
    padding: 12px;
    border-radius: var(--_small-radius);
  }

  h3 {
    font-size: 1rem;
    font-weight: 600;
  }

  .drop p {
    max-width: 46ch;
    color: var(--_muted);
    font-size: 0.875rem;
  }

  input[type="file"] {
    display: none;
  }

  .photos {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(45%, 136px), 180px));
    gap: 12px;
    margin-bottom: 12px;
  }

  .photo {
    position: relative;
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_surface);
  }

  .photo.bad {
    border-color: var(--_danger);
  }

  .photo img {
    width: 100%;
    aspect-ratio: 1;
    background: var(--_tint);
    object-fit: contain;
  }

  .photo .remove {
    position: absolute;
    inset: 6px 6px auto auto;
    width: 32px;
    min-height: 32px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_surface) 90%, transparent);
  }

  .facts {
    display: grid;
    gap: 6px;
    padding: 10px;
    font-size: 0.75rem;
  }

  select {
    width: 100%;
    min-height: 38px;
    padding: 6px 8px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_small-radius) - 2px);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 0.875rem;
    font-weight: 550;
  }

  .facts .warn {
    color: var(--_text);
  }

  .facts .bad,
  .problems {
    color: var(--_danger);
  }

  .problems {
    margin-top: 10px;
    font-size: 0.875rem;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin-top: 16px;
    font-size: 0.875rem;
  }

  @media (pointer: coarse) {
    .photo .remove {
      width: 44px;
      min-height: 44px;
    }
  }
`;
