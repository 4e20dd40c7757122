import { CodedError } from '../config/problems.ts'
import type { App } from './app.ts'

/**
 * Listens and returns the port. Throws CodedError `port-in-use` or `http-listen`.
 * @param port 0 for any free one
 */
export async function listenHttp(app: App, { host, port }: { host: string; port: number }): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new CodedError(
        'port-in-use',
        `port ${port} on ${host} is taken, so the dashboard cannot listen; choose another with --http-port or http.port in site.yaml`,
        { cause: error },
      )
    }
    throw new CodedError('http-listen', `cannot listen on ${host}:${port}: ${message}`, { cause: error })
  }
  return (app.server.address() as { port: number }).port
}
