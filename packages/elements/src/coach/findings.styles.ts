import { css } from "lit";

/** How findings look wherever they are told. */
export const findingsStyles = css`
  .verdict-line {
    display: flex;
    align-items: center;
    gap: var(--_space-2);
    font-weight: 600;
  }

  .verdict-line svg {
    flex: none;
  }

  .verdict-line.good svg,
  .verdict.good {
    color: var(--_success);
  }

  .verdict-line.doubt svg,
  .verdict.doubt svg {
    color: color-mix(in srgb, var(--_warning) 72%, var(--_text));
  }

  .findings {
    display: grid;
    gap: var(--_space-2);
    margin-block: var(--_space-2);
  }

  .findings > li {
    display: grid;
    grid-template-columns: minmax(3.5em, max-content) 1fr;
    gap: var(--_space-1) var(--_space-3);
  }

  .findings ul {
    display: grid;
    gap: var(--_space-2);
  }

  .findings .problem {
    font-weight: 550;
  }

  .findings .blocks .problem {
    color: var(--_danger);
  }

  .findings li li {
    color: var(--_muted);
  }

  .findings li li .problem {
    color: var(--_text);
  }

  button.small {
    min-height: 32px;
    padding: 4px 10px;
    font-size: 0.8125rem;
  }

  @media (pointer: coarse) {
    button.small {
      min-height: 44px;
    }
  }
`;
