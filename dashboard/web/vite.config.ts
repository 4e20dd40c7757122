import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
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
  },
  server: {
    proxy: {
      '/api': { target: 'http://127.0.0.1:8080', ws: true },
      '/tiles': 'http://127.0.0.1:8080',
      '/signin': 'http://127.0.0.1:8080',
    },
  },
})
