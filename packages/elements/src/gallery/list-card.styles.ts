import { css } from "lit";

/** The same cards as rows: a picture, the words, the buttons; below each other where there is little room. */
export const listCardStyles = css`
  .items.list {
    --_card-height: 8em;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
  }

  .list .card {
    display: grid;
    grid-template: minmax(0, 1fr) / 112px minmax(0, 1fr) minmax(0, auto);
    align-items: center;
  }

  .list .picture {
    grid-area: 1 / 1;
    align-self: stretch;
    min-height: 0;
  }

  .list .pick {
    inset-inline: 0 auto;
  }

  .list .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
  }

  .list .text {
    grid-area: 1 / 2;
    padding-block: 8px;
  }

  .list .advance {
    max-width: 320px;
  }

  .list h3,
  .list .reason span {
    -webkit-line-clamp: 2;
  }

  .list .actions {
    justify-content: flex-end;
    max-width: 30em;
    padding: 12px 16px 12px 0;
    padding-inline: 0 16px;
  }

  .list .actions > * {
    flex: none;
  }

  .list .button-skeleton {
    width: 120px;
  }

  @container (max-width: 860px) {
    .items.list {
      --_card-height: 13em;
    }

    .list .card {
      grid-template: minmax(0, 1fr) auto / 96px minmax(0, 1fr);
    }

    .list .placeholder .actions {
      align-self: end;
    }

    .list .actions {
      grid-column: 1 / -1;
      justify-content: flex-start;
      max-width: none;
      padding: 10px 12px;
      border-block-start: 1px solid var(--_border);
    }
  }

  @container (max-width: 640px) {
    .items.list {
      --_card-height: 15em;
    }

    .list .actions {
      gap: 6px;
    }

    .list .main {
      flex: 1 0 auto;
    }

    .list .side:not(.priced) {
      flex: none;
      width: 44px;
      padding: 0;
    }

    .list .side:not(.priced) .label {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
`;
