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

  .badge.warning .dot {
    animation: pulse 1.6s ease-in-out infinite;
  }

  .skeleton {
    width: 84px;
    height: 22px;
    border-radius: 999px;
  }

  @keyframes pulse {
    50% {
      opacity: 0.35;
    }
  }
`;
