import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { topicMatches, topicsOf } from '../../model/topics.ts'
import { packageRoot } from '../../runtime/root.ts'
import { addressOf, asyncApi, CHANNELS } from './bus.ts'

const topics = topicsOf('town')
const made = Object.entries(topics).filter(([, topic]) => typeof topic === 'function')
const filters = Object.values(topics).filter(topic => typeof topic === 'string')

describe('docs/asyncapi.yaml', () => {
  test('is what the model says; `npm run docs` writes it anew', () => {
    const written = parse(readFileSync(join(packageRoot, 'docs/asyncapi.yaml'), 'utf8'))
    expect(written).toEqual(asyncApi())
  })

  test('has a channel for every topic of model/topics.ts, and no other', () => {
    expect(CHANNELS.map(({ topic }) => topic).sort()).toEqual(made.map(([name]) => name).sort())
  })

  test('every address is a topic that the platform subscribes to', () => {
    for (const { topic } of CHANNELS) {
      const address = addressOf(topic).replace('{site}', 'town')
      expect(address).toMatch(/^sp\/town\//)
      const heard = [...filters, topics.stored('{gateway}').replace(encodeURIComponent('{gateway}'), '+')]
      expect(heard.filter(filter => topicMatches(filter, address))).toHaveLength(1)
    }
  })
})
