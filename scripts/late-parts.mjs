// Parts that model-viewer and three import at once and need for few files or a click: in a bundle of ours, modules that fetch the
// real one when it is asked for. Each has what is called of it, and answers by promises as the real one does.
const LIBRARIES = "three/examples/jsm";

/**
 * For textures of KTX2 files that are packed by Zstandard: a decoder in JavaScript, since the real one fetches its WebAssembly from a `data:`
 * address, which a strict page forbids. three waits for ever where this cannot begin, so that what failed is told later.
 */
const ZSTANDARD = () => `
export class ZSTDDecoder {
  #decompress;
  async init() {
    const { decompress } = await import("fzstd").catch((error) => ({ decompress: () => { throw error; } }));
    this.#decompress = decompress;
  }
  decode(bytes, length) {
    return this.#decompress(bytes, new Uint8Array(length));
  }
}
`;

/** For meshes that are packed by meshopt. A page that forbids WebAssembly is told so when such a file comes. */
const MESHOPT = (real) => `
export const MeshoptDecoder = {
  supported: true,
  ready: Promise.resolve(),
  async decodeGltfBufferAsync(...values) {
    const { MeshoptDecoder } = await import("${real}");
    await MeshoptDecoder.ready;
    return MeshoptDecoder.decodeGltfBufferAsync(...values);
  },
};
`;

/** For a page that saves what is shown as a GLB. */
const GLTF_EXPORTER = (real) => `
export class GLTFExporter {
  #plugins = [];
  #textures = null;
  register(plugin) {
    this.#plugins.push(plugin);
    return this;
  }
  unregister(plugin) {
    this.#plugins = this.#plugins.filter((known) => known !== plugin);
    return this;
  }
  setTextureUtils(textures) {
    this.#textures = textures;
    return this;
  }
  parse(input, onDone, onError, options) {
    this.parseAsync(input, options).then(onDone, onError);
  }
  async parseAsync(input, options) {
    const { GLTFExporter } = await import("${real}");
    const exporter = new GLTFExporter();
    for (const plugin of this.#plugins) exporter.register(plugin);
    if (this.#textures !== null) exporter.setTextureUtils(this.#textures);
    return exporter.parseAsync(input, options);
  }
}
`;

/** For Quick Look, where the page has no USDZ of the model. */
const USDZ_EXPORTER = (real) => `
export class USDZExporter {
  async parseAsync(...values) {
    const { USDZExporter } = await import("${real}");
    return new USDZExporter().parseAsync(...values);
  }
}
`;

/** A loader for a kind of pictures that a page may want as its surroundings. */
const PICTURE_LOADER = (name) => (real) => `
export class ${name} {
  #values;
  #settings = new Map();
  constructor(...values) {
    this.#values = values;
  }
  setWithCredentials(isWith) {
    this.#settings.set("setWithCredentials", isWith);
    return this;
  }
  setDataType(type) {
    this.#settings.set("setDataType", type);
    return this;
  }
  load(url, onLoad, onProgress, onError) {
    import("${real}").then(({ ${name} }) => {
      const loader = new ${name}(...this.#values);
      for (const [method, value] of this.#settings) loader[method](value);
      loader.load(url, onLoad, onProgress, onError);
    }).catch(onError);
  }
}
`;

const PARTS = new Map([
  [`${LIBRARIES}/libs/meshopt_decoder.module.js`, MESHOPT],
  [`${LIBRARIES}/libs/zstddec.module.js`, ZSTANDARD],
  [`${LIBRARIES}/exporters/GLTFExporter.js`, GLTF_EXPORTER],
  [`${LIBRARIES}/exporters/USDZExporter.js`, USDZ_EXPORTER],
  [`${LIBRARIES}/loaders/RGBELoader.js`, PICTURE_LOADER("RGBELoader")],
  ["@monogrid/gainmap-js", PICTURE_LOADER("HDRJPGLoader")],
]);
const PREFIX = "\0late:";

/** For rollup: puts them in the place of what they fetch. */
export const lateParts = () => ({
  name: "late-parts",
  resolveId(source, importer = "") {
    if (importer.startsWith(PREFIX)) return null;
    // three's own files import each other by relative paths.
    const name = [...PARTS.keys()].find((part) => source === part || (/\/three\//.test(importer) && source.startsWith(".") && new URL(source, `file://${importer}`).pathname.endsWith(`/node_modules/${part}`)));
    return name === undefined ? null : PREFIX + name;
  },
  load(id) {
    return id.startsWith(PREFIX) ? PARTS.get(id.slice(PREFIX.length))(id.slice(PREFIX.length)) : null;
  },
});
