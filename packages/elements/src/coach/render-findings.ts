import { VIEWS, type View } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, checkIcon } from "../base/icons.ts";
import type { CoachTexts } from "../locale/en-coach.ts";
import type { Messages } from "../locale/locale.ts";
import type { PhotoFinding } from "./photo-finding.ts";

/** What the coach has to say, view by view; with `onUseAs` photos that seem to show another side can be renamed at once. */
export function renderFindings(findings: readonly PhotoFinding[], messages: Messages, texts: CoachTexts, onUseAs?: (view: View, suggestion: View) => void): TemplateResult {
  if (findings.length === 0) return html`<p class="verdict-line good">${checkIcon()} ${texts.good}</p>`;
  const views = VIEWS.filter((view) => findings.some((finding) => finding.view === view));
  return html`<p class="verdict-line doubt">${alertIcon()} ${texts.count(findings.length)}</p>
    <ul class="findings" part="findings">
      ${views.map(
        (view) => html`<li>
          <strong>${messages.viewName(view)}</strong>
          <ul>
            ${findings.filter((finding) => finding.view === view).map((finding) => renderFinding(finding, messages, texts, onUseAs))}
          </ul>
        </li>`,
      )}
    </ul>
    ${findings.some(({ severity }) => severity === "blocks") ? nothing : html`<p class="muted">${texts.optional}</p>`}`;
}

function renderFinding(finding: PhotoFinding, messages: Messages, texts: CoachTexts, onUseAs?: (view: View, suggestion: View) => void): TemplateResult {
  const { problem, advice } = texts.describeFinding(finding);
  const { view, suggestion, severity } = finding;
  return html`<li class=${severity}>
    <span class="problem">${problem}.</span> ${advice}
    ${suggestion === undefined || onUseAs === undefined ? nothing : html`<button type="button" class="small" @click=${() => onUseAs(view, suggestion)}>${texts.useAs(messages.viewName(suggestion))}</button>`}
  </li>`;
}
