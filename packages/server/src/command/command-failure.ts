/** Why a command ends without success, for programs; the message is for people. */
export const COMMAND_ERROR_CODES = {
  command_line: "the command line is wrong; the exit code is 2",
  broken: "the command has looked, and found something that is not as it should be; its answer says what",
  database: "the database cannot be used as it is",
  not_found: "what the command line names is not there",
  failed: "anything else; the message says what",
} as const;

export type CommandErrorCode = keyof typeof COMMAND_ERROR_CODES;

/** What was asked for could not be done. */
export class CommandFailure extends Error {
  override readonly name: string = "CommandFailure";
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The command line is at fault: the message says how it should be, and the exit code is 2. */
export class CommandMistake extends CommandFailure {
  override readonly name = "CommandMistake";

  constructor(message: string) {
    super("command_line", message);
  }
}
