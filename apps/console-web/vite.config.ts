import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm run dev -w @payments/console-web` finds the API: a console that runs. */
const consoleUrl = process.env['CONSOLE_URL'] ?? 'http://127.0.0.1:9021';

const firstParts =
  /rolldown\/runtime|console-api\/|src\/(?:main|api\/(?:early|page|problem|request)|router\/page|shell\/theme)/;
const sharedParts =
  /lucide-react|react-query|src\/(?:app|api|format|shell|ui\/(?!.*-(?:window|region|button|plot|table)\.))/;

export default defineConfig({
  plugins: [react(), early(), compressed()],
  build: {
    target: 'es2023',
    // Nothing is put inline: the page's content security policy allows files of its own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The first script has the rest come: it is small, and waits for none of it.
            { name: 'first', test: firstParts, priority: 1 },
            // What pages share is one file: a browser asks for six at a time.
            { name: 'app', test: sharedParts },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': { target: consoleUrl, changeOrigin: true } },
  },
});

/** The code that every page needs, and the font it is read in, come beside the first script, not after it. */
function early(): Plugin {
  return {
    name: 'early',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const files = Object.values(bundle);
        const app = files.find((file) => file.type === 'chunk' && file.name === 'app');
        const scripts = app?.type === 'chunk' ? [app.fileName, ...app.imports] : [];
        const fonts = files.map(({ fileName }) => fileName).filter((name) => /inter-latin-wght/.test(name));
        const links = [
          ...scripts
            .filter((name) => !html.includes(name))
            .map((name) => ({ rel: 'modulepreload', href: `/${name}` })),
          ...fonts.map((name) => ({ rel: 'preload', as: 'font', type: 'font/woff2', href: `/${name}` })),
        ];
        return {
          // It waits for nothing; and a theme that was chosen is there before anything is drawn in another.
          html: html.replace('<script type="module"', '$& async blocking="render"'),
          tags: links.map((link) => ({
            tag: 'link',
            attrs: { crossorigin: true, ...link },
            injectTo: 'head',
          })),
        };
      },
    },
  };
}

/** Compressed once, as well as it can be: the console sends these files as they are. */
function compressed(): Plugin {
  const [brotli, gzipped] = [promisify(brotliCompress), promisify(gzip)];
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    async writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle).filter((each) => /\.(?:js|css|html|svg)$/.test(each))) {
        const file = join(dir, name);
        const content = await readFile(file);
        await writeFile(`${file}.br`, await brotli(content));
        await writeFile(`${file}.gz`, await gzipped(content));
      }
    },
  };
}
