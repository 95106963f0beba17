/** The guides in the order in which somebody who begins needs them. */
export const GUIDES: readonly (readonly [string, readonly string[]])[] = [
  ["Begin", ["mount", "command-line", "photos", "frameworks", "next", "hosts"]],
  ["Users and money", ["authenticate", "better-auth", "supabase", "credits"]],
  ["Models", ["meshy", "write-a-provider", "exports", "batches", "storage"]],
  ["The page", ["theme", "accessibility"]],
  ["At work", ["security", "operate", "admin", "observe", "backup", "scaling", "webhooks-to-your-app", "troubleshooting"]],
];
