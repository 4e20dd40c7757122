import { existsSync, statSync } from 'node:fs'
import { join, normalize, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { App } from '../../runtime/http/app.ts'

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Standpipe</title>
<h1>The screens are not built</h1>
<p>The server runs, but the web app is missing. Build it with <code>npm run build</code> and load this page again.</p>
<h1 lang="zh">界面尚未构建</h1>
<p lang="zh">服务器正在运行，但缺少网页程序。请运行 <code>npm run build</code> 后刷新本页。</p></html>`

/** Files that a page asks for: missing, they are missing, not the app's page. Asset ids have dots in them too. */
const FILE = /^assets\/|\.(js|css|map|json|svg|png|ico|woff2?|txt|xml|webmanifest)$/i

/** Paths that belong to programs: they get a problem, never the app's page. */
const PROGRAMS = /^\/(api|tiles|health|metrics)(\/|$)/

/**
 * Serves the built web app. Files whose names carry their hash may be kept for ever; every path that is no file is
 * the app's own and gets its page.
 * @returns answers with the app's page
 */
export async function serveWebFiles(
  app: App,
  webRoot: string,
): Promise<(reply: FastifyReply) => FastifyReply> {
  // Decorates replies with sendFile only; the routes are ours, so that each says its right.
  await app.register(fastifyStatic, {
    root: webRoot,
    serve: false,
    cacheControl: false,
    preCompressed: true,
    allowedPath: path => !hidden(path),
  })

  const screens = (reply: FastifyReply, page = 'index.html') => {
    reply.header('cache-control', 'no-cache')
    if (existsSync(join(webRoot, page))) return reply.sendFile(page)
    return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)
  }

  app.get<{ Params: { '*': string } }>(
    '/*',
    { config: { right: 'public' }, schema: { hide: true } },
    (request, reply) => {
      const path = request.params['*']
      if (PROGRAMS.test(`/${path}`)) return reply.callNotFound()
      if (hidden(path) || !isFile(webRoot, path)) {
        if (FILE.test(path) || hidden(path)) return reply.callNotFound()
        // The field app's worker rules over what begins with /m/, so its pages must.
        if (path === 'm') return reply.redirect('/m/', 308)
        return path.startsWith('m/') ? screens(reply, 'm/index.html') : screens(reply)
      }
      const hashed = path.startsWith('assets/')
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      return reply.sendFile(path)
    },
  )
  return reply => screens(reply)
}

const hidden = (path: string) => path.split('/').some(part => part.startsWith('.'))

function isFile(root: string, path: string): boolean {
  const full = normalize(join(root, path))
  if (!full.startsWith(root.endsWith(sep) ? root : root + sep) || path.includes('\0')) return false
  return statSync(full, { throwIfNoEntry: false })?.isFile() ?? false
}
