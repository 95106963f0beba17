import { canvasCodec } from "../../src/images/canvas-codec.ts";
import { checkCodec } from "../check-codec.ts";

postMessage(await checkCodec(canvasCodec));
