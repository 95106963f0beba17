/** The test files that are of Node alone, and why. Of each it is looked at that a browser does not run it. */
export const NODE_ALONE: Readonly<Record<string, string>> = {
  "src/images/sharp-codec.test.ts": "it makes pictures by sharp, a program for Node, that a canvas cannot write; what every codec has to do is asked in image-codec.test.ts",
  "src/zip/node-zlib.test.ts": "it compares with Node's zlib",
  "src/zip/zip-readers.test.ts": "unzip and Python open files on the disk, one of them of 4 GiB",
};
