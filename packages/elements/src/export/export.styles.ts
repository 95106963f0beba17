import { css } from "lit";

export const exportStyles = css`
  :host {
    container-type: inline-size;
  }

  .formats {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 272px), 1fr));
    /* A card that says more does not stretch its neighbours. */
    align-items: start;
    gap: var(--_space-3);
  }

  .format {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    grid-template-rows: auto 1fr auto;
    gap: var(--_space-2) var(--_space-3);
    /* What nearly every card says fits, so that the buttons of a row are at one height. */
    min-height: 300px;
    padding: var(--_space-4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .tile {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: var(--_small-radius);
    background: color-mix(in srgb, var(--_accent) 10%, var(--_surface));
    color: var(--_accent);
  }

  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    align-self: center;
    gap: 0 var(--_space-2);
  }

  .title h3 {
    font-size: 1rem;
    font-weight: 650;
  }

  .size {
    color: var(--_muted);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  .about {
    display: grid;
    align-content: start;
    gap: var(--_space-2);
    grid-column: 1 / -1;
    font-size: 0.875rem;
  }

  .about ul {
    display: grid;
    gap: 2px;
    color: var(--_muted);
    font-size: 0.8125rem;
  }

  .about li {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    gap: 6px;
  }

  .about li svg {
    margin-top: 2px;
  }

  .keeps svg {
    color: var(--_success);
  }

  .take {
    display: grid;
    align-content: end;
    margin-top: var(--_space-1);
    gap: var(--_space-2);
    grid-column: 1 / -1;
  }

  .take .progress > span {
    background: var(--_accent);
  }

  .line {
    min-height: 1.2em;
    color: var(--_muted);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .line.danger {
    color: var(--_danger);
  }

  .line.success {
    color: var(--_success);
  }

  .tip {
    color: var(--_muted);
    font-size: 0.8125rem;
  }

  .card {
    display: grid;
    gap: var(--_space-2);
    padding: var(--_space-3);
    border-radius: var(--_small-radius);
    background: var(--_tint);
  }

  h4 {
    margin: 0;
    font-size: 0.8125rem;
    font-weight: 650;
  }

  .card dl {
    display: grid;
    gap: 4px;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  .card dl div {
    display: grid;
    grid-template-columns: minmax(5.5em, max-content) minmax(0, 1fr);
    gap: var(--_space-2);
  }

  .card dt {
    color: var(--_muted);
  }

  .card svg {
    width: 16px;
    height: 16px;
  }

  form.size {
    margin-bottom: var(--_space-4);
    padding: var(--_space-4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }

  .missing {
    display: grid;
    gap: var(--_space-2);
    margin-top: var(--_space-5);
    padding-top: var(--_space-4);
    border-top: 1px solid var(--_border);
  }

  .missing h3 {
    font-size: 0.875rem;
    font-weight: 650;
  }

  .missing p {
    max-width: 66ch;
    font-size: 0.8125rem;
  }

  .missing ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 240px), 1fr));
    gap: var(--_space-1) var(--_space-4);
    margin-top: var(--_space-1);
    font-size: 0.8125rem;
  }

  .missing li {
    display: grid;
    grid-template-columns: 48px minmax(0, 1fr);
    padding-block: 3px;
    color: var(--_muted);
  }

  .missing b {
    color: var(--_text);
    font-weight: 600;
  }

  .format.skeleton {
    height: 300px;
  }
`;
