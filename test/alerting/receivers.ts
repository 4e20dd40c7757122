import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { SMTPServer } from 'smtp-server'

export interface Received {
  url: string
  headers: IncomingHttpHeaders
  body: string
}

/** A real HTTP receiver on loopback: keeps what it got, answers what it is told. */
export async function httpReceiver(answer: () => { status?: number; body?: object } = () => ({})) {
  const got: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', piece => (body += piece))
    request.on('end', () => {
      got.push({ url: request.url ?? '', headers: request.headers, body })
      const { status = 200, body: said = { errcode: 0, code: 0 } } = answer()
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    got,
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

/** A real SMTP server on loopback: keeps the mails it got. */
export async function mailbox(user?: { name: string; password: string }) {
  const mails: { to: string[]; text: string }[] = []
  const server = new SMTPServer({
    authOptional: user === undefined,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      user && username === user.name && password === user.password
        ? done(null, { user: username })
        : done(new Error('wrong password')),
    onData: (stream, session, done) => {
      let text = ''
      stream.on('data', piece => (text += piece))
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as { port: number }
  return { mails, port, stop: () => new Promise<void>(resolve => server.close(() => resolve())) }
}
