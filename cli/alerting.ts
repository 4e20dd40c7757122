import type { Command } from 'commander'
import { runSolo, type SoloOptions, soloCommand } from './solo.ts'

/** `standpipe alerting <site>` */
export function register(program: Command): void {
  soloCommand(program, 'alerting', 'start alerting alone', '127.0.0.1:8082').action(
    async (folder: string, options: SoloOptions) => {
      const [{ startAlerting }, { alertingConfig }] = await Promise.all([
        import('../alerting/alerting.ts'),
        import('./up/service-config.ts'),
      ])
      await runSolo('alerting', folder, options, deps =>
        startAlerting(alertingConfig(deps.site, deps.secrets), deps),
      )
    },
  )
}
