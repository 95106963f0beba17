/** The guides in the order in which somebody who begins needs them. */
export const GUIDES: readonly (readonly [string, readonly string[]])[] = [
  ["Begin", ["mount", "command-line", "photos", "frameworks", "hosts"]],
  ["Users and money", ["authenticate", "supabase", "credits"]],
  ["Models", ["meshy", "write-a-provider", "exports", "batches"]],
  ["The page", ["theme", "accessibility"]],
  ["At work", ["security", "operate", "admin", "observe", "scaling", "webhooks-to-your-app", "troubleshooting"]],
];
