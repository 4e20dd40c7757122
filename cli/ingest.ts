import type { Command } from 'commander'
import { runSolo, type SoloOptions, soloCommand } from './solo.ts'

/** `standpipe ingest <site>` */
export function register(program: Command): void {
  soloCommand(program, 'ingest', 'start ingest alone', '127.0.0.1:8081').action(
    async (folder: string, options: SoloOptions) => {
      const [{ startIngest }, { ingestConfig }] = await Promise.all([
        import('../ingest/start.ts'),
        import('./up/service-config.ts'),
      ])
      await runSolo('ingest', folder, options, deps => startIngest(ingestConfig(), deps))
    },
  )
}
