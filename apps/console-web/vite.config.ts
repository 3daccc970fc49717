import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev -w @payments/console-web` finds the API: a console that runs. */
const consoleUrl = process.env['CONSOLE_URL'] ?? 'http://127.0.0.1:9021';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // Nothing is put inline: the page's content security policy allows files of its own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
  },
  server: {
    proxy: { '/api': { target: consoleUrl, changeOrigin: true } },
  },
});
