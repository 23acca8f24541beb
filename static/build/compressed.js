import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TEXT = /\.(?:css|js|svg)$/;
const WORTHWHILE = 512;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Writes a .br and a .gz beside every file of text, so that the server compresses nothing. */
export function compressed() {
  let directory;
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      directory = join(config.root, config.build.outDir);
      if (config.build.outDir.startsWith("/")) directory = config.build.outDir;
    },
    async closeBundle() {
      const assets = join(directory, "assets");
      const names = (await readdir(assets)).filter((name) => TEXT.test(name));
      await Promise.all(names.map((name) => compress(join(assets, name))));
    },
  };
}

async function compress(path) {
  const content = await readFile(path);
  if (content.length < WORTHWHILE) return;
  const size = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length, [constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(`${path}.br`, await brotli(content, { params: size }));
  await writeFile(`${path}.gz`, await gzipped(content, { level: 9 }));
}
