import type { ServiceContext } from "../service-context.ts";
import type { FileService } from "../files/file-service.ts";
import type { JobSender } from "../queue/open-job-sender.ts";

/** What a check works with; a command has no more than this. */
export interface CheckContext extends Pick<ServiceContext, "database" | "clock"> {
  /** Null where the storage is not known: files are not compared then. */
  readonly files: Pick<FileService, "compare" | "discardFiles" | "removeUnnamed"> | null;
  /** Sends work that a repair leaves to the workers. */
  openQueue(): Promise<Pick<JobSender, "send" | "sendMany">>;
  readonly fileOwner: Pick<ServiceContext["fileOwner"], "holdModel" | "placeFiles">;
  readonly logger: Pick<ServiceContext["logger"], "warn">;
  /** At or below this a user is told that credits are low; null where it is not known, and nobody is told of credits then. */
  readonly lowAt: number | null;
}
