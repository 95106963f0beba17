/** The export has ended or was given up, or its model was deleted: what was made of it is of no use. */
export class ExportGone extends Error {}
