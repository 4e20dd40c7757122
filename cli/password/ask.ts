import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CodedError } from '../../runtime/config/problems.ts'

/** Asks at the terminal without showing what is typed. Ctrl-C and Ctrl-D reject with `password-none`. */
export function askHidden(question: string): Promise<string> {
  process.stderr.write(question)
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silence, terminal: true })
  return new Promise((resolve, reject) => {
    let answer: string | undefined
    reader.once('SIGINT', () => reader.close())
    reader.once('close', () => {
      process.stderr.write('\n')
      if (answer === undefined) reject(new CodedError('password-none', 'no password was given'))
      else resolve(answer)
    })
    reader.once('line', line => {
      answer = line
      reader.close()
    })
  })
}
