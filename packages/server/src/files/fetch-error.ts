/**
 * Why an address was not fetched. `refused` covers every address that must not be reached and every name that leads to one or to
 * nowhere: what lies inside cannot be told from what does not exist.
 */
export type FetchFailure = "refused" | "unreachable" | "timeout" | "too_large" | "too_many_redirects" | "encoded";

const MESSAGES: Record<FetchFailure, string> = {
  refused: "This address cannot be fetched from here. It must be public and start with https.",
  unreachable: "The server at this address could not be reached or broke off.",
  timeout: "The server at this address took too long.",
  too_large: "What lies at this address is too large.",
  too_many_redirects: "This address redirects too often.",
  encoded: "The server sent the file compressed although it was asked not to.",
};

/** The message is fit for the user; it names neither the address nor what was found there. */
export class FetchError extends Error {
  readonly failure: FetchFailure;

  constructor(failure: FetchFailure, options?: ErrorOptions) {
    super(MESSAGES[failure], options);
    this.name = "FetchError";
    this.failure = failure;
  }
}
