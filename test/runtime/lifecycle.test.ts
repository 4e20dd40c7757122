import { expect, test } from 'vitest'
import { compose, type Step } from '../../runtime/lifecycle.ts'

/** Steps that note what happens to them; `!` marks one that fails at that moment. */
function steps(...names: string[]) {
  const said: string[] = []
  const list: Step[] = names.map(text => {
    const [name, ...faults] = text.split(' ') as [string, ...string[]]
    return {
      name,
      start: async () => {
        if (faults.includes('no-start')) throw new Error(`${name} cannot start`)
        said.push(`+${name}`)
        return {
          stop: async () => {
            said.push(`-${name}`)
            if (faults.includes('no-stop')) throw new Error(`${name} cannot stop`)
            if (faults.includes('hangs')) await new Promise(() => {})
          },
        }
      },
    }
  })
  return { said, list }
}

test('starts in order and stops in reverse', async () => {
  const { said, list } = steps('broker', 'ingest', 'dashboard')
  const running = await compose(list)
  await running.stop()
  expect(said).toEqual(['+broker', '+ingest', '+dashboard', '-dashboard', '-ingest', '-broker'])
})

test('a failed start undoes the earlier ones and is told', async () => {
  const { said, list } = steps('broker', 'ingest no-stop', 'alerting no-start', 'dashboard')
  await expect(compose(list)).rejects.toThrow('alerting cannot start')
  expect(said).toEqual(['+broker', '+ingest', '-ingest', '-broker'])
})

test('every stop is tried though others fail or hang, and each failure is told', async () => {
  const { said, list } = steps('broker', 'ingest hangs', 'alerting no-stop', 'dashboard')
  const running = await compose(list, { stopDeadline: 20 })
  await expect(running.stop()).rejects.toMatchObject({
    code: 'stop-failed',
    message: expect.stringMatching(
      /alerting: alerting cannot stop; ingest: ingest did not stop within 0.02 s/,
    ),
  })
  expect(said.slice(4)).toEqual(['-dashboard', '-alerting', '-ingest', '-broker'])
})

test('stopping twice is stopping once', async () => {
  const { said, list } = steps('broker')
  const running = await compose(list)
  await Promise.all([running.stop(), running.stop()])
  await running.stop()
  expect(said).toEqual(['+broker', '-broker'])
})

test('a step with nothing to stop is fine', async () => {
  const running = await compose([{ name: 'check', start: () => undefined }])
  await running.stop()
})
