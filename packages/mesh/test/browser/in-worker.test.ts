import { tellTests } from "./tell-tests.ts";

await tellTests("worker");
