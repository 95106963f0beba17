export { createStillClock, SYSTEM_CLOCK, type Clock } from "./clock.ts";
export type { FaultCandidate, FaultOptions, TaskFaults } from "./faults/fault-book.ts";
export { FAULT_NAMES, FAULTS, isFaultName, type Fault, type FaultName, type FaultScope } from "./faults/faults.ts";
export type { FileDownload } from "./files/serve-file.ts";
export type { TaskFile } from "./files/task-file.ts";
export {
  MAX_WEBHOOKS,
  MESHY_SIMULATOR_DEFAULTS,
  resolveMeshySimulatorOptions,
  type AccountLimits,
  type MeshySimulatorOptions,
  type ResolvedMeshySimulatorOptions,
  type WebhookPolicy,
  type WebhookTarget,
} from "./meshy-simulator-options.ts";
export { PHOTO_MAKER_DEFAULTS, type PhotoMakerOptions } from "./models/create-photo-maker.ts";
export { makeBoxModel } from "./models/make-box-model.ts";
export { ModelRefusedError, type MadeModel, type MakeModel, type MakeModelOptions } from "./models/make-model.ts";
export { startMeshySimulator, type MeshySimulator } from "./start-meshy-simulator.ts";
export type { CreateRequest, TargetFormat } from "./tasks/create-request.ts";
export type { Task, TaskError, TaskStatus } from "./tasks/task.ts";
export type { WebhookDelivery, WebhookState } from "./webhooks/webhook-sender.ts";
