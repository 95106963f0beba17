import { toPagesHandler } from "@model-3d/server/next";
import { openModel3D } from "../../../open-model-3d";

// Photos and models are streams, which Next must neither read nor hold back.
export const config = { api: { bodyParser: false, responseLimit: false, externalResolver: true } };

/** The same in the Pages Router. One of both is enough: an app of your own has it in `pages/api/[...path].ts`, and needs no `mountPath`. */
export default toPagesHandler(openModel3D, { mountPath: "/api/from-pages" });
