import { css } from "lit";

export const statusStyles = css`
  :host {
    display: inline-flex;
    vertical-align: middle;
  }

  .dot {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: currentColor;
  }

  .ring {
    width: 11px;
    height: 11px;
    border-radius: 50%;
    background: conic-gradient(currentColor calc(var(--_progress) * 1%), color-mix(in srgb, currentColor 25%, transparent) 0);
    mask: radial-gradient(closest-side, transparent 55%, #000 57%);
  }

  .badge {
    font-variant-numeric: tabular-nums;
  }

  .badge.warning .dot {
    animation: pulse 1.6s ease-in-out infinite;
  }

  .skeleton {
    width: 84px;
    height: calc(1.05rem + 6px);
    border-radius: 999px;
  }

  @keyframes pulse {
    50% {
      opacity: 0.35;
    }
  }
`;
