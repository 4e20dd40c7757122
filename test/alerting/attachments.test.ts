import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { controlRoom } from './control-room.ts'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const room of open.splice(0)) await room.stop()
})
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

async function room() {
  const made = await controlRoom('2026-03-02T10:00:00+08:00')
  open.push(made)
  await made.hear({ kind: 'burst', subject: 'east', zone: 'east' })
  const { id } = made.ticket().ticket
  const send = (who: string, bytes: Buffer, query = 'name=现场.png&step=arrived', type = 'image/png') =>
    made.upload(who, `/tickets/${id}/attachments?${encodeURI(query)}`, bytes, type)
  return { ...made, id, send }
}

describe('photos of a ticket', () => {
  test('are kept by their hash, with who, when and for which step; the same one is kept once', async () => {
    const { send, get, id, time, dataDir } = await room()
    const taken = time.now() - 60_000
    const first = await send('张抢修', PNG, `name=现场.png&step=arrived&at=${taken}`)
    expect(first.status).toBe(200)
    await send('张抢修', PNG)
    const { attachments } = await get(`/tickets/${id}`)
    expect(attachments).toEqual([
      {
        sha256: first.body.sha256,
        name: '现场.png',
        type: 'image/png',
        bytes: PNG.length,
        step: 'arrived',
        at: taken,
        received: time.now(),
        by: '张抢修',
      },
    ])
    expect(readdirSync(join(dataDir, 'attachments'))).toEqual([first.body.sha256])
  })

  test('come back as they were sent, and a changed one is noticed', async () => {
    const { send, download, dataDir } = await room()
    const { sha256 } = (await send('张抢修', PNG)).body
    const back = await download(`/attachments/${sha256}`)
    expect([back.headers['content-type'], back.rawPayload.equals(PNG)]).toEqual(['image/png', true])
    writeFileSync(join(dataDir, 'attachments', sha256), Buffer.concat([PNG, PNG]))
    expect((await download(`/attachments/${sha256}`)).statusCode).toBe(500)
  })

  test.each([
    ['a page in disguise', Buffer.from('<html><script>'), '张抢修', 415, 'attachment-type'],
    ['from somebody who does no work', PNG, '看客', 403, 'not-allowed'],
    ['of eleven megabytes', Buffer.alloc(11 * 1024 * 1024, 1), '张抢修', 413, 'body-too-large'],
  ])('%s is refused', async (_, bytes, who, status, code) => {
    const { send } = await room()
    expect(await send(who, bytes)).toMatchObject({ status, body: { code } })
  })

  test('a path is no hash', async () => {
    const { download } = await room()
    expect((await download('/attachments/..%2F..%2Fjournal.sqlite')).statusCode).toBe(404)
  })
})
