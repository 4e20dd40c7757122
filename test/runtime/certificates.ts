import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder with two authorities that know nothing of each other (`ca`, `other`) and, signed by the first, a `server`
 * for localhost and a `client`; signed by the second, a `stranger`. Each as `.crt` and `.key`.
 */
export function certificates(folder = mkdtempSync(join(tmpdir(), 'tls-'))) {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const key = (name: string) => [
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-subj',
    `/CN=${name}`,
  ]
  for (const name of ['ca', 'other'])
    openssl('req', '-x509', ...key(name), '-out', `${name}.crt`, '-days', '2')
  writeFileSync(join(folder, 'san'), 'subjectAltName=DNS:localhost,IP:127.0.0.1')
  const signed = { server: 'ca', client: 'ca', stranger: 'other' }
  for (const [name, by] of Object.entries(signed)) {
    openssl('req', ...key(name), '-out', `${name}.csr`)
    const authority = ['-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial']
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...authority,
      '-out',
      `${name}.crt`,
      '-days',
      '2',
      '-extfile',
      'san',
    )
  }
  return { folder, pem: (file: string) => readFileSync(join(folder, file), 'utf8') }
}
