import { css } from "lit";

/** How versions are laid out, also those that are on their way. */
export const versionsFrameStyles = css`
  .list {
    display: grid;
    gap: 10px;
  }

  .version {
    display: grid;
    grid-template-columns: 88px minmax(min-content, 1fr) auto;
    align-items: center;
    gap: 16px;
    padding: 10px;
    padding-inline-end: 14px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
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

  .thumbnail.skeleton {
    background: linear-gradient(100deg, var(--_tint) 40%, var(--_tint-strong) 50%, var(--_tint) 60%) 0 0 / 300% 100%;
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

  .facts {
    display: grid;
    gap: 4px;
    font-size: 0.875rem;
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

  :host {
    container-type: inline-size;
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
  }
`;
