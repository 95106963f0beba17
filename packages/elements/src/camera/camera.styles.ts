import { css } from "lit";

export const cameraStyles = css`
  :host {
    --_stage: min(56vh, 520px);

    display: contents;
  }

  .views {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space-2);
    margin-bottom: var(--_space-3);
  }

  .views button[aria-pressed="true"] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
  }

  .stage {
    position: relative;
    display: grid;
    place-items: center;
    overflow: hidden;
    width: 100%;
    height: var(--_stage);
    border-radius: var(--_small-radius);
    background: #0c0e13;
    color: #ffffff;
  }

  .frame {
    position: relative;
  }

  video,
  .stage img {
    display: block;
    max-width: 100%;
    max-height: var(--_stage);
  }

  .guide {
    position: absolute;
    inset: 8%;
    display: grid;
    place-items: center;
    border: 2px dashed rgb(255 255 255 / 80%);
    border-radius: 18px;
    box-shadow: 0 0 0 1px rgb(0 0 0 / 45%);
    pointer-events: none;
  }

  .guide svg {
    width: 62%;
    height: 62%;
    opacity: 0.34;
  }

  .guide svg * {
    vector-effect: non-scaling-stroke;
  }

  .guide.ghosted svg {
    display: none;
  }

  .ghost {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
    pointer-events: none;
  }

  .how {
    margin-top: var(--_space-3);
    font-size: 0.875rem;
  }

  .refused {
    display: grid;
    justify-items: center;
    gap: var(--_space-3);
    max-width: 44ch;
    padding: var(--_space-5);
    text-align: center;
  }

  @media (max-width: 480px) {
    :host {
      --_stage: min(50vh, 480px);
    }
  }
`;
