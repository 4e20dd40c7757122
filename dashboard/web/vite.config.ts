import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { filesOfPage } from './field-files.ts'
import { packed } from './packed.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const field = filesOfPage('/m/index.html')

export default defineConfig({
  plugins: [
    react(),
    field.plugin,
    packed(),
    VitePWA({
      strategies: 'injectManifest',
      mode: 'production',
      srcDir: 'field',
      filename: 'field-worker.ts',
      // The page asks for it itself, and only the field app does.
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,svg,png,webmanifest}', 'm/index.html'],
        // Only what the field app is made of: the desk's pages and the map library never go to a phone.
        manifestTransforms: [
          entries => ({
            manifest: entries.filter(({ url }) => url.startsWith('m/') || field.has(url)),
            warnings: [],
          }),
        ],
        rollupFormat: 'iife',
      },
    }),
  ],
  // Served from the root of the one URL space; deep links need absolute addresses.
  base: '/',
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // A font inlined as data: would be refused by the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_300,
    reportCompressedSize: false,
    rolldownOptions: { input: { index: here('index.html'), field: here('m/index.html') } },
  },
  server: {
    proxy: {
      '/api': { target: 'http://127.0.0.1:8080', ws: true },
      '/tiles': 'http://127.0.0.1:8080',
      '/signin': 'http://127.0.0.1:8080',
    },
  },
})
