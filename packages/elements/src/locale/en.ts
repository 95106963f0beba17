import type { AdminTexts } from "./en-admin.ts";
import type { View } from "@model-3d/contract";
import type { BatchTexts } from "./en-batch.ts";
import type { ConfirmTexts } from "./en-confirm.ts";
import type { CoachTexts } from "./en-coach.ts";
import type { CompareTexts } from "./en-compare.ts";
import type { ExportTexts } from "./en-export.ts";
import type { VersionsTexts } from "./en-versions.ts";
import type { UploadTexts } from "./en-upload.ts";
import { viewerTexts } from "./en-viewer.ts";

/** What a message may say of an error. */
export interface DescribedError {
  code: string;
  /** The server's own words, in English. */
  message: string;
  /** What the answer says beside: `endsAt`, `view` … */
  details?: Readonly<Record<string, unknown>>;
}

const number = (count: number): string => count.toLocaleString("en");
const credits = (count: number): string => `${count} ${count === 1 ? "credit" : "credits"}`;

/** Where the server's words speak to whoever called it, or leave out what they are about. */
const errorTexts: Readonly<Record<string, string>> = {
  internal_error: "Something went wrong on the server. Try again; if it happens again, tell whoever runs this page.",
  generation_in_progress: "This model is being made already. Wait until it is done.",
  idempotency_in_flight: "This model is being started already. Wait a moment, then look again.",
  provider_unavailable: "The generator is not available. Nothing was charged. Try again later; the operator has been told.",
  credits_unavailable: "Your credits cannot be looked up right now. Nothing was charged. Try again in a while.",
  service_unavailable: "The server is not available right now. Try again in a few seconds; what was done already is not done twice.",
};

/** The limit's end as a date of the reader's own time zone. */
function limitReached({ message, details }: DescribedError): string {
  const endsAt = new Date(String(details?.endsAt));
  if (Number.isNaN(endsAt.getTime())) return message;
  const when = endsAt.toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
  const limit = Number(details?.limit);
  const what = Number.isFinite(limit) ? `You can spend ${credits(limit)} ${details?.period === "month" ? "a month" : "a day"}, and they are spent or on hold.` : "No more 3D models can be made here for now.";
  return `${what} You can go on after ${when}.`;
}

/** English: the complete table, from which the type of every other locale is taken. */
export const en = {
  // Views
  viewName: (view: View): string => ({ front: "Front", back: "Back", side: "Side", top: "Top", left: "Left", bottom: "Bottom" })[view],
  // Actions
  generate: (cost: number) => `Generate 3D (${credits(cost)})`,
  regenerate: (cost: number) => `Regenerate (${credits(cost)})`,
  tryAgainFor: (cost: number) => `Try again (${credits(cost)})`,
  checkStatus: "Check Generation Status",
  view3d: "View 3D",
  firstLook: "First look",
  versions: "Versions",
  openInDesigner: "Open in AI Designer",
  setActive: "Set as active",
  delete: "Delete",
  cancel: "Cancel",
  continue: "Continue",
  close: "Close",
  retry: "Try again",
  // States of a model
  statusNone: "No 3D model",
  statusPending: "Waiting",
  statusInProgress: (percent: number) => `Generating ${percent}%`,
  statusReady: "3D ready",
  statusFailed: "Failed",
  statusExpired: "Expired",
  statusMissing: "Not found",
  statusUnknown: "Status not known",
  active: "Active",
  generating: "Generating…",
  waiting: "Waiting for its turn…",
  progressOf: (title: string) => `Progress of the 3D model of ${title}`,
  failedBecause: (reason: string) => reason,
  failedWithoutReason: "The 3D model could not be made. Nothing was charged.",
  version: (version: number) => `Version ${version}`,
  // Gallery
  products: "Products",
  collections: "Collections",
  gallery: "3D models",
  galleryEmpty: "Nothing here yet",
  galleryEmptyHint: "Products with photos will show up here, ready to be turned into 3D models.",
  galleryError: "The list could not be loaded",
  galleryErrorHint: "What is shown stays as it is.",
  galleryKeys: "Arrow keys, Home, End and Page keys move between the items; Tab goes through the buttons of one.",
  galleryEnd: (count: number) => `All ${number(count)} shown`,
  searchItems: "Search",
  searchPlaceholder: "Search by name",
  filterByStatus: "Status",
  anyStatus: "Any status",
  itemStatus: (status: "none" | "making" | "ready" | "failed"): string => ({ none: "No 3D model", making: "Generating", ready: "3D ready", failed: "Failed" })[status],
  viewSwitch: "View",
  gridView: "Grid",
  listView: "List",
  noMatch: "Nothing matches",
  noMatchHint: "Try another name or another status.",
  clearFilters: "Show everything",
  keepLooking: "Look through more",
  itemsFound: (count: number, hasMore: boolean) => (count === 1 && !hasMore ? "1 item" : `${number(count)}${hasMore ? " or more" : ""} items`),
  selectItem: (title: string) => `Select ${title}`,
  selection: "Selection",
  selectedCount: (count: number) => `${number(count)} selected`,
  selectAllShown: (count: number) => `Select all ${number(count)} shown`,
  clearSelection: "Clear selection",
  modelsError: "The 3D models could not be loaded",
  modelUnknown: "Not known right now",
  itemsLoading: "Loading",
  untitled: "Unnamed",
  actionsFor: (title: string) => `Actions for ${title}`,
  model3dOf: (title: string) => `3D model of ${title}`,
  versionsOf: (title: string) => `Versions of ${title}`,
  // Toasts
  stillWaiting: "Still waiting for the server's answer…",
  toastReady: (title: string) => `${title}: the 3D model is ready`,
  toastFailed: (title: string, reason: string) => `${title}: ${reason}`,
  toastProcessing: (title: string, percent: number) => `${title}: still processing, ${percent}% done`,
  toastWaiting: (title: string) => `${title}: still waiting for its turn`,
  toastStale: (title: string, percent: number) => `${title}: ${percent}% done when last heard of. The generator gives no news just now; you need not do anything.`,
  toastLowCredits: (available: number) => `You are running low: ${credits(available)} left`,
  toastLinkMissing: "The model that this link leads to is not there any more, or it is not yours.",
  dismiss: "Dismiss",
  // Confirmation
  confirmTitle: "Generate a 3D model",
  confirmAgainTitle: "Make a new version",
  cost: "Cost",
  balance: "Balance",
  credits,
  and: "and",
  notEnough: (cost: number, available: number) => `You have ${credits(available)} available; this costs ${cost}.`,
  fallsShort: (cost: number, available: number) =>
    `You have ${credits(available)} available; this costs ${cost}. The model is made all the same: on success what you have is charged, and what is missing is noted. If it fails, you pay nothing.`,
  // Generate
  generateIdle: "Turn photos into a 3D model that you can rotate, keep and share.",
  generateReady: "Your 3D model is ready",
  startOver: "Use other photos",
  /** Seconds in words that fit into a sentence. */
  duration: (seconds: number) => (seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`),
  timeLeft: (duration: string, count: number) => `About ${duration} left, going by your last ${count} models.`,
  timeLonger: (duration: string) => `It is taking longer than usual: nearly all of your models took at most ${duration}.`,
  timeLeftBriefly: (duration: string) => `About ${duration} left`,
  timeLongerBriefly: "Taking longer than usual",
  timeUnknown: "Once you have made a few models, the time left is shown here.",
  /** The server's own words on how long it takes, in English. */
  describeStart: (text: string) => text,
  dimensions: (width: number, height: number) => `${width} × ${height}`,
  // Versions
  /** Of the confirmation: loaded with it. */
  confirmTexts: async (): Promise<ConfirmTexts> => (await import("./en-confirm.ts")).enConfirm,
  /** Of the versions and of how each matches its photos: loaded with them. */
  versionsTexts: async (): Promise<VersionsTexts> => (await import("./en-versions.ts")).enVersions,
  // Viewer
  ...viewerTexts,
  // Upload and photo coach: loaded when one of them is seen
  uploadTitle: "Add your photos",
  uploadHint: "2 to 4 photos of one object: front and back, and if you can, side and top. JPG, PNG or WebP.",
  uploadDrop: "Drop or paste photos here",
  uploadPick: "Choose photos",
  uploadTake: "Take photos",
  uploadTexts: async (): Promise<UploadTexts> => (await import("./en-upload.ts")).enUpload,
  coachTexts: async (): Promise<CoachTexts> => (await import("./en-coach.ts")).enCoach,
  // Batches: loaded with them
  batchTexts: async (): Promise<BatchTexts> => (await import("./en-batch.ts")).enBatch,
  // What operators see: loaded with it
  adminTexts: async (): Promise<AdminTexts> => (await import("./en-admin.ts")).enAdmin,
  // Export; its other texts are loaded with it
  export: "Export",
  exportOf: (title: string) => `Export ${title}`,
  exportTexts: async (): Promise<ExportTexts> => (await import("./en-export.ts")).enExport,
  // Compare; its other texts are loaded with it
  compare: "Compare",
  compareHint: (ticked: number): string => (ticked === 0 ? "Tick two versions to compare them." : "Tick one more version to compare them."),
  compareTexts: async (): Promise<CompareTexts> => (await import("./en-compare.ts")).enCompare,
  // Button
  viewModel: "View the 3D model",
  viewModelOf: (title: string) => `View the 3D model of ${title}`,
  // Credits
  creditsLabel: "Credits",
  creditsEach: (cost: number) => `${cost} per model`,
  creditsHeld: (held: number) => `${held} on hold`,
  creditsLow: (cost: number) => `Running low. One generation costs ${credits(cost)}.`,
  creditsShort: (charged: number, short: number) => `Your credits did not cover the whole cost of a model: ${credits(charged)} charged, ${short} missing.`,
  creditsError: "The balance could not be loaded",
  /** The words for an error; a locale may have its own per code. */
  describeError: (error: DescribedError): string => (error.code === "credit_limit_reached" ? limitReached(error) : (errorTexts[error.code] ?? error.message)),
};
