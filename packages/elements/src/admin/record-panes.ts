import type { AdminDelivery, AdminLedgerEntry, OperatorAction, OperatorActionEntry } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { formatNumber } from "../locale/format-number.ts";
import { formatTime } from "../locale/format-time.ts";
import { AdminList } from "./admin-list.ts";
import type { AdminView } from "./admin-view.ts";
import { describeExtent } from "./describe-extent.ts";
import { renderId } from "./render-table.ts";

/** What services have told, and a way to have it worked on again. */
export function createWebhooksPane(view: AdminView): AdminList<AdminDelivery> {
  const replay = ({ id }: AdminDelivery): void =>
    view.ask({
      subject: `replay ${id}`,
      heading: view.texts.replayTitle,
      text: view.texts.replayText,
      action: view.texts.replay,
      act: async ({ reason }, idempotencyKey) => {
        await (await view.operator()).replay(id, reason, { idempotencyKey });
        return view.texts.replayed;
      },
    });
  return new AdminList<AdminDelivery>(view, {
    caption: () => view.texts.tabs.webhooks,
    fields: () => [
      { name: "state", label: view.texts.state, kind: "choice", choices: view.texts.deliveryStates },
      { name: "provider", label: view.texts.provider, kind: "text" },
    ],
    columns: () => [
      { name: view.texts.received, show: ({ received_at: at }) => formatTime(at, view.host.activeLang) },
      { name: view.texts.provider, show: ({ provider }) => provider },
      { name: view.texts.says, show: ({ status }) => (status === null ? view.texts.unread : html`<code dir="ltr">${status}</code>`) },
      { name: view.texts.state, show: ({ state }) => html`<span class="badge ${state === "applied" ? "success" : state === "given_up" ? "danger" : ""}">${view.texts.deliveryStates[state]}</span>` },
      { name: view.texts.tries, isFigure: true, show: ({ attempts }) => formatNumber(attempts, view.host.activeLang) },
      { name: view.texts.outcome, show: ({ outcome, reason }) => outcome ?? reason ?? nothing },
      { name: "", show: (row) => (view.may.includes("webhooks") ? html`<button type="button" data-replay=${row.id} @click=${() => replay(row)}>${view.texts.replay}</button>` : nothing) },
    ],
    send: async (operator, query, signal) => {
      const { deliveries, nextCursor } = await operator.webhooks({ ...query, signal });
      return { rows: deliveries, nextCursor };
    },
  });
}

/** Movements of credits, and a way to correct them. */
export function createLedgerPane(view: AdminView): AdminList<AdminLedgerEntry> {
  let ledger: string | null = null;
  const correct = (userId = ""): void =>
    view.ask({
      subject: "correct",
      heading: view.texts.correctTitle,
      text: view.texts.correctText,
      action: view.texts.correct,
      correction: { userId },
      act: async (correction, idempotencyKey) => {
        const { available } = await (await view.operator()).correct(correction, { idempotencyKey });
        return view.texts.corrected(formatNumber(available, view.host.activeLang));
      },
    });
  const mayCorrect = (): boolean => view.may.includes("credits") && ledger === null;
  return new AdminList<AdminLedgerEntry>(view, {
    caption: () => view.texts.tabs.ledger,
    fields: () => [
      { name: "userId", label: view.texts.user, kind: "text" },
      { name: "kind", label: view.texts.kind, kind: "choice", choices: view.texts.ledgerKinds },
      { name: "reference", label: view.texts.reference, kind: "text" },
      { name: "since", label: view.texts.since, kind: "time" },
      { name: "until", label: view.texts.until, kind: "time" },
    ],
    renderTools: () =>
      html`${mayCorrect() ? html`<button type="button" class="primary" data-role="correct" @click=${() => correct()}>${view.texts.correct}</button>` : nothing}${ledger === null ? nothing : html`<p class="muted">${view.texts.keptElsewhere(ledger)}</p>`}`,
    columns: () => [
      { name: view.texts.time, show: ({ created_at: at }) => formatTime(at, view.host.activeLang) },
      { name: view.texts.kind, show: ({ kind }) => view.texts.ledgerKinds[kind] },
      { name: view.texts.amount, isFigure: true, show: ({ amount }) => formatNumber(amount, view.host.activeLang, { signDisplay: "exceptZero" }) },
      { name: view.texts.held, isFigure: true, show: ({ held_change: held }) => (held === 0 ? nothing : formatNumber(held, view.host.activeLang, { signDisplay: "exceptZero" })) },
      { name: view.texts.user, show: ({ user_id: id }) => renderId(id) },
      { name: view.texts.model, show: ({ model_id: id }) => (id === null ? nothing : html`<button type="button" class="quiet link" @click=${() => view.showTimeline(id)}>${renderId(id)}</button>`) },
      { name: view.texts.reason, show: ({ reason }) => reason ?? nothing },
      { name: view.texts.actor, show: ({ actor }) => actor ?? nothing },
      { name: "", show: ({ user_id: id }) => (mayCorrect() ? html`<button type="button" class="quiet" @click=${() => correct(id)}>${view.texts.correct}</button>` : nothing) },
    ],
    send: async (operator, query, signal) => {
      const page = await operator.ledger({ ...query, signal });
      ledger = page.ledger;
      return { rows: page.entries, nextCursor: page.nextCursor };
    },
  });
}

/** What operators did. */
export function createLogPane(view: AdminView): AdminList<OperatorActionEntry> {
  return new AdminList<OperatorActionEntry>(view, {
    caption: () => view.texts.tabs.log,
    columns: () => [
      { name: view.texts.time, show: ({ created_at: at }) => formatTime(at, view.host.activeLang) },
      { name: view.texts.actor, show: ({ operator }) => operator },
      { name: view.texts.action, show: ({ action }) => view.texts.actions[action] },
      { name: view.texts.subject, show: (row) => renderSubject(view, row) },
      { name: view.texts.extent, isFigure: true, show: (row) => describeExtent(view, row) ?? nothing },
      { name: view.texts.reason, show: ({ reason }) => reason },
    ],
    send: async (operator, query, signal) => {
      const { actions, nextCursor } = await operator.actions({ ...query, signal });
      return { rows: actions, nextCursor };
    },
  });
}

/** A way to what it was done to, where there is a page of it. */
function renderSubject(view: AdminView, { action, subject }: OperatorActionEntry): TemplateResult {
  const go = action.startsWith("batch.") ? () => view.showBatch(subject) : OF_MODELS.has(action) ? () => view.showTimeline(subject) : null;
  return go === null ? renderId(subject) : html`<button type="button" class="quiet link" @click=${go}>${renderId(subject)}</button>`;
}

const OF_MODELS: ReadonlySet<OperatorAction> = new Set(["generation.retry", "generation.give_up", "files.retry", "credits.refund"]);
