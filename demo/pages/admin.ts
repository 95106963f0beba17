import "@model-3d/elements/admin.js";
