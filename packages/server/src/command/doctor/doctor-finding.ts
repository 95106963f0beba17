/** Every finding: how bad it is, and why it matters. What exactly was found, and the remedy, are said where it is found. */
export const DOCTOR_FINDINGS = {
  node_too_old: { level: "broken", why: "the server uses what older versions of Node do not have, and does not start" },
  packages_differ: { level: "broken", why: "all packages are released together; of different versions, one speaks what the other does not understand" },
  server_is_other_version: { level: "warning", why: "the server that answers is not the version that is installed here: it was not restarted, or this is another machine's" },
  database_unusable: { level: "broken", why: "without its database the server does not start" },
  login_lacks_role: { level: "broken", why: "users' requests and workers run under roles that the login has to be allowed to take; the server does not start" },
  rows_of_others: { level: "broken", why: "row level security is what keeps users apart; like this it does not hold, and the server does not start" },
  login_is_superuser: { level: "warning", why: "whoever gets SQL into the program owns the whole database server; in production the server does not start so" },
  migrations_pending: { level: "broken", why: "this version works on tables that the database does not have yet" },
  user_references_missing: { level: "broken", why: "a user who is deleted leaves these rows behind, and the files that they name" },
  queue_outdated: { level: "broken", why: "no worker takes a job from tables of another version: models stay where they are" },
  database_newer: { level: "broken", why: "a newer version has changed the tables, not only added to them; this one refuses to work on what it does not know" },
  clocks_apart: { level: "broken", why: "links, periods of credits and limits go by the clock: one that is off gives or takes too early" },
  storage_unusable: { level: "broken", why: "photos and models cannot be kept or shown" },
  router_not_reached: { level: "broken", why: "the elements and the services ask there; nothing of model-3d works" },
  server_unwell: { level: "broken", why: "the server says itself that a part it needs does not work" },
  everybody_is_trusted: { level: "broken", why: "each caller may forge its address, so that limits hold nobody; the router answers nothing but 503" },
  route_taken: { level: "broken", why: "what asks model-3d there is answered by something else, and takes it for an error" },
  route_hidden: { level: "warning", why: "two have one address: whichever is mounted first answers, and the other is never asked" },
  mounted_twice: { level: "warning", why: "what stands before one of them, such as a log-in or a limit, does not stand before the other, and of two at one place the second is never asked" },
  body_bytes_lost: { level: "broken", why: "the proof of this service's deliveries is over the very bytes, which are gone: each delivery is refused" },
  body_parsed_before: { level: "warning", why: "a parser of yours judges bodies before model-3d: its limit and its error pages count, and a service that signs the bytes could not be heard" },
  webhooks_not_heard: { level: "broken", why: "the service's news does not reach this server: models are ready minutes late, or by asking only" },
  public_url_missing: { level: "warning", why: "a service cannot be told where to send its news and fetch photos; photos go within each request" },
  public_url_is_local: { level: "warning", why: "the address leads to the service's own machine, not to yours: no news comes" },
  webhook_secret_missing: { level: "warning", why: "without it no delivery is taken: news comes by asking only, and in production the server does not start" },
  provider_key_refused: { level: "broken", why: "no model can be made" },
  provider_credits_low: { level: "broken", why: "the service refuses the next model" },
  provider_not_reached: { level: "broken", why: "no model can be made, and what is being made is not heard of" },
  page_not_reached: { level: "broken", why: "what cannot be read cannot be looked at, by visitors neither" },
  page_part_missing: { level: "broken", why: "the viewer and its decoders are fetched when a model asks for them; without this file some models stay dark" },
  csp_forbids_scripts: { level: "broken", why: "the elements' own modules, and those that come later, are not run" },
  csp_forbids_requests: { level: "broken", why: "the elements cannot ask the API, and models that hold pictures cannot be unpacked" },
  csp_forbids_pictures: { level: "broken", why: "the textures of a model are blob: pictures: it stays white, or is refused" },
  csp_forbids_styles: { level: "broken", why: "the elements stand there without any style" },
  csp_forbids_workers: { level: "warning", why: "photos are judged in the page itself, in small steps: it works, and the page is less smooth" },
  csp_forbids_wasm: { level: "warning", why: "textures as KTX2 cannot be shown, and meshopt files are read more slowly" },
} as const satisfies Record<string, { level: "broken" | "warning"; why: string }>;

export type DoctorFindingCode = keyof typeof DOCTOR_FINDINGS;

export interface DoctorFinding {
  readonly code: DoctorFindingCode;
  readonly level: "broken" | "warning";
  /** One sentence: what was seen. */
  readonly what: string;
  readonly why: string;
  /** Lines to copy: commands, SQL, or code. */
  readonly remedy: readonly string[];
}

/** A finding of this kind. */
export const doctorFinding = (code: DoctorFindingCode, what: string, remedy: readonly string[]): DoctorFinding => ({ code, level: DOCTOR_FINDINGS[code].level, what, why: DOCTOR_FINDINGS[code].why, remedy });
