import { executeCommand } from "./execute-command.ts";

process.exitCode = await executeCommand(process.argv.slice(2), { environment: process.env, print: (line) => console.log(line), complain: (line) => console.error(line) });
