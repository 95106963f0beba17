import { css } from "lit";

export const startAreaStyles = css`
  .drop {
    display: grid;
    justify-items: center;
    gap: 10px;
    padding: 32px 20px;
    border: 1.5px dashed color-mix(in srgb, var(--_text) 22%, var(--_border));
    border-radius: var(--_radius);
    background: var(--_tint);
    text-align: center;
    transition: border-color var(--_quick), background-color var(--_quick);
  }

  .over .drop {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 9%, var(--_surface));
  }

  .drop .views {
    display: flex;
    gap: var(--_space-5);
    color: var(--_accent);
  }

  .drop .views span {
    display: grid;
    justify-items: center;
    gap: 4px;
  }

  .drop .views small {
    color: var(--_muted);
    font-size: 0.75rem;
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

  .ways {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--_space-2);
    margin-block: var(--_space-1);
  }

  .ways .unknown {
    visibility: hidden;
  }

  @media (pointer: coarse) {
    .fine-only {
      display: none;
    }
  }
`;
