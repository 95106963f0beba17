import { toRouteHandlers } from "@model-3d/server/next";
import { openModel3D } from "../../../open-model-3d";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toRouteHandlers(openModel3D);
