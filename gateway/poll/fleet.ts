import type { Point } from '../../model/point.ts'
import type { TimeSource } from '../../runtime/time.ts'
import type { Device, Line } from '../devices.ts'
import type { Profiles } from '../profiles.ts'
import { DevicePoll } from './device.ts'
import { type LineEvents, LinePoll } from './line.ts'
import { targetOf } from './target.ts'

/** What a reload did, by device id. */
export interface Reloaded {
  kept: string[]
  added: string[]
  changed: string[]
  removed: string[]
}

/** What devices are described against. */
export interface World {
  profiles: Profiles
  points: ReadonlyMap<string, Point>
  timeZone: string
}

interface Member {
  /** Everything that decides how the device is polled; equal means unchanged. */
  key: string
  poll: DevicePoll
}

/** All lines of a gateway. A reload touches only what differs: unchanged devices keep their turn and their health. */
export class Fleet {
  readonly #time: TimeSource
  readonly #events: LineEvents
  #lines = new Map<string, { key: string; poll: LinePoll }>()
  #members = new Map<string, Member>()

  constructor(time: TimeSource, events: LineEvents) {
    this.#time = time
    this.#events = events
  }

  get lines(): LinePoll[] {
    return [...this.#lines.values()].map(line => line.poll)
  }

  device(id: string): DevicePoll | undefined {
    return this.#members.get(id)?.poll
  }

  /** Makes these the lines. The devices must have been checked: every profile is there. */
  async set(lines: readonly Line[], world: World): Promise<Reloaded> {
    const before = this.#members
    const report: Reloaded = { kept: [], added: [], changed: [], removed: [] }
    this.#members = new Map()
    const wanted = new Set(lines.map(line => line.id))
    for (const [id, { poll }] of this.#lines) {
      if (wanted.has(id)) continue
      await poll.stop()
      this.#lines.delete(id)
    }
    for (const line of lines) {
      const polls = line.devices.map(device => this.#member(device, line, world, before, report))
      await this.#setLine(line, polls)
    }
    report.removed = [...before.keys()].filter(id => !this.#members.has(id))
    return report
  }

  async stop(): Promise<void> {
    await Promise.all(this.lines.map(line => line.stop()))
  }

  #member(
    device: Device,
    line: Line,
    { profiles, points, timeZone }: World,
    before: ReadonlyMap<string, Member>,
    report: Reloaded,
  ): DevicePoll {
    const target = targetOf(device, line, profiles.get(device.profile)!, points, timeZone)
    const key = JSON.stringify([line.id, target.routes, { ...target, points: [], routes: [] }])
    const old = before.get(device.id)
    const same = old?.key === key
    const member = same ? old : { key, poll: new DevicePoll(target, this.#time.now()) }
    this.#members.set(device.id, member)
    report[same ? 'kept' : old ? 'changed' : 'added'].push(device.id)
    return member.poll
  }

  async #setLine(line: Line, polls: DevicePoll[]) {
    const { devices: _, ...settings } = line
    const key = JSON.stringify(settings)
    const old = this.#lines.get(line.id)
    if (old?.key === key) {
      old.poll.setDevices(polls)
      return
    }
    await old?.poll.stop()
    const poll = new LinePoll(line, polls, this.#time, this.#events)
    this.#lines.set(line.id, { key, poll })
    poll.start()
  }
}
