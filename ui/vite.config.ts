// How the window's page is built. Everything is bundled: the page loads nothing from the network.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { Plugin } from 'vite'
import Icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'

/** KaTeX names each font in three forms; every engine we run in takes the first, so the others are not shipped. */
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform: {
    filter: { id: /katex(\.min)?\.css$/ },
    handler: (code) => ({ code: code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'][a-z]+["']\)/g, ''), map: null }),
  },
}

const link = (rel: string, file: string) => ({ tag: 'link', attrs: { rel, crossorigin: true, href: `/${file}` }, injectTo: 'head' as const })

/** The window is fetched while the early page is painted, not after. */
const fetchWindow: Plugin = {
  name: 'fetch-window',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle = {} }) {
      const files = Object.values(bundle).filter((file) => file.type === 'chunk')
      const wanted = new Set<string>()
      const add = (name: string): void => {
        const chunk = files.find(({ fileName }) => fileName === name)
        if (chunk === undefined || wanted.has(name)) return
        wanted.add(name)
        chunk.imports.forEach(add)
      }
      files.filter(({ facadeModuleId }) => facadeModuleId?.endsWith('/src/app/start.ts')).forEach(({ fileName }) => add(fileName))
      const styles = new Set<string>()
      for (const { fileName, viteMetadata } of files) if (wanted.has(fileName)) viteMetadata?.importedCss.forEach((file) => styles.add(file))
      // Those of the page's own script are in the page already.
      for (const entry of files.filter(({ isEntry }) => isEntry)) {
        wanted.delete(entry.fileName)
        entry.viteMetadata?.importedCss.forEach((file) => styles.delete(file))
      }
      return [...[...wanted].map((file) => link('modulepreload', file)), ...[...styles].map((file) => link('stylesheet', file))]
    },
  },
}

export default defineConfig({
  plugins: [woff2Only, fetchWindow, svelte(), Icons({ compiler: 'svelte', scale: 1 })],
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  // Svelte's server build is picked under vitest unless the browser condition leads.
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
  build: {
    // The oldest engines of the systems we support: WebKitGTK 2.50, WKWebView of macOS 13.3, WebView2.
    target: ['safari16.4', 'chrome120'],
    // Data addresses would need a wider content policy for fonts; files need none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
    // Of our files only the first and the styles do anything by being imported: whoever takes one thing of a room does not
    // load the rest of it.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => id.endsWith('.css') || !/\/src\/(?!main\.ts)[^?]*\.(?:svelte|ts)/.test(id) || id.includes('/node_modules/') } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
  },
})
