/** Requests of a user run under this role: it reads its own rows and writes nothing. */
export const USER_ROLE = "model_3d_user";
/** The rules of the program run under this role: workers, webhooks, and the writes of requests. */
export const SERVICE_ROLE = "model_3d_service";
/** The setting that tells the policies who is asking, for one transaction. */
export const IDENTITY_SETTING = "model_3d.user_id";

/** Every table of ours, those first that others point to. */
export const TABLES = [
  "model_3d_migrations",
  "model_3d_secrets",
  "user_credits",
  "credit_accounts",
  "credit_holds",
  "credit_charges",
  "credit_refunds",
  "credit_ledger",
  "credit_subscriptions",
  "credit_operations",
  "credit_usage",
  "external_holds",
  "external_ledgers",
  "product_3d_model_versions",
  "product_3d_models",
  "model_changes",
  "model_event_streams",
  "model_events",
  "stored_files",
  "model_input_images",
  "model_exports",
  "model_archives",
  "generation_batches",
  "generation_batch_items",
  "generation_batch_images",
  "generation_lines",
  "generation_turns",
  "idempotency_keys",
  "provider_accounts",
  "provider_tasks",
  "provider_files",
  "provider_costs",
  "webhook_inbox",
  "host_events",
  "host_event_deliveries",
  "host_event_endpoints",
  "rate_limits",
  "operator_actions",
] as const;
