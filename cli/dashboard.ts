import { join } from 'node:path'
import type { Command } from 'commander'
import { CodedError } from '../runtime/config/problems.ts'
import { packageRoot } from '../runtime/root.ts'
import { runSolo, type SoloOptions, soloCommand } from './solo.ts'

/** `standpipe dashboard <site>` */
export function register(program: Command): void {
  soloCommand(program, 'dashboard', 'start the dashboard server alone', '127.0.0.1:8080')
    .option('--ingest <url>', 'where ingest answers', 'http://127.0.0.1:8081')
    .option('--alerting <url>', 'where alerting answers', 'http://127.0.0.1:8082')
    .action(async (folder: string, options: SoloOptions & { ingest: string; alerting: string }) => {
      const token = process.env.STANDPIPE_SERVICE_TOKEN
      if (!token) {
        throw new CodedError(
          'no-service-token',
          'set STANDPIPE_SERVICE_TOKEN, the same for ingest, alerting and dashboard',
        )
      }
      const { startDashboard } = await import('../dashboard/server/dashboard.ts')
      await runSolo('dashboard', folder, options, async deps => {
        const { routes: _mounted, ...dashboard } = await startDashboard(
          {
            ...deps.listen,
            webRoot: join(packageRoot, 'dist/web'),
            upstreams: { ingest: { url: options.ingest, token }, alerting: { url: options.alerting, token } },
          },
          deps,
        )
        return dashboard
      })
    })
}
