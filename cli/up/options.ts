/** What `standpipe up` was asked for. */
export interface UpOptions {
  host?: string
  httpPort?: number
  mqttPort?: number
  dataDir: string
  speed: number
  scenario: string
  customers: number
  seed: number
  token?: string
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}
