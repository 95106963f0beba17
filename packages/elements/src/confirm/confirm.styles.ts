import { css } from "lit";

export const confirmStyles = css`
  button[aria-disabled="true"] {
    opacity: 0.55;
    cursor: progress;
  }

  button[aria-describedby="short"] {
    cursor: not-allowed;
  }

  .views {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 10px;
    margin: 12px 0 16px;
  }

  /* A phone that lies on its side: what is asked and why it cannot go on is in sight with the pictures. */
  @media (max-height: 480px) {
    .views {
      grid-template-columns: repeat(4, minmax(0, 72px));
      margin-block: 8px;
    }
  }

  .photo-check {
    margin-bottom: var(--_space-4);
    font-size: 0.875rem;
  }

  figure {
    margin: 0;
  }

  figure img,
  figure .missing {
    width: 100%;
    aspect-ratio: 1;
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_tint);
    object-fit: contain;
  }

  figure .missing {
    display: grid;
    place-items: center;
    border-style: dashed;
    color: var(--_muted);
  }

  figcaption {
    margin-top: 4px;
    color: var(--_muted);
    font-size: 0.75rem;
    text-align: center;
  }

  .subject,
  .hint {
    color: var(--_muted);
    font-size: 0.875rem;
  }

  .hint {
    margin-bottom: 16px;
  }

  dl {
    display: grid;
    gap: 1px;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_border);
    font-size: 0.875rem;
  }

  dl > div {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    padding: 10px 14px;
    background: var(--_surface);
  }

  dt {
    color: var(--_muted);
  }

  dd {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .promise {
    display: flex;
    gap: 8px;
    margin-top: 14px;
    color: var(--_success);
    font-size: 0.875rem;
  }

  .short {
    margin-top: 14px;
    padding: 10px 14px;
    border-radius: var(--_small-radius);
    background: color-mix(in srgb, var(--_danger) 10%, var(--_surface));
    color: var(--_danger);
    font-size: 0.875rem;
  }

  .short.allowed {
    background: color-mix(in srgb, var(--_warning) 18%, var(--_surface));
    color: var(--_text);
  }
`;
