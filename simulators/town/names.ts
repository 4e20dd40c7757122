import type { Name } from '../../model/point.ts'
import type { Random } from '../random.ts'
import { CITY, DISTRICTS, STREETS, type Word } from './vocabulary.ts'

/** Names of streets, districts and things, each given out once while the words last. */
export interface Names {
  /** The street that runs along a grid row or column; always the same for the same line. */
  street(direction: 'east' | 'north', line: number, wide: boolean): Name
  district(): Name
}

export const cityName: Name = { zh: CITY[0], en: CITY[1] }

/** A word with what it names: joined(['人民', 'Renmin'], '路', ' Road'). */
export const joined = (word: Word, zh: string, en: string): Name => ({ zh: word[0] + zh, en: word[1] + en })

/** Draws the town's names. */
export function namesOf(rng: Random): Names {
  const streetWords = rng.fork('streets').shuffled(STREETS)
  const districtWords = rng.fork('districts').shuffled(DISTRICTS)
  const known = new Map<string, Name>()
  let districts = 0
  return {
    street: (direction, line, wide) => {
      const key = `${direction}${line}`
      let name = known.get(key)
      if (!name) known.set(key, (name = streetName(streetWords, known.size, direction, line, wide)))
      return name
    },
    district: () => {
      const word = districtWords[districts % districtWords.length]!
      const round = Math.floor(districts++ / districtWords.length)
      return round === 0
        ? joined(word, '片区', '')
        : joined(word, `${ORDINALS[round] ?? round + 1}区`, ` ${round + 1}`)
    },
  }
}

const ORDINALS = ['一', '二', '三', '四', '五']

function streetName(
  streets: Word[],
  used: number,
  direction: 'east' | 'north',
  line: number,
  wide: boolean,
): Name {
  const word = streets[used % streets.length]!
  const again = used >= streets.length
  const side: Word = !again ? ['', ''] : direction === 'east' ? ['西', 'West '] : ['北', 'North ']
  if (wide && direction === 'east')
    return { zh: `${word[0]}${side[0]}大街`, en: `${side[1]}${word[1]} Avenue` }
  if (wide) return { zh: `${word[0]}${side[0]}大道`, en: `${side[1]}${word[1]} Boulevard` }
  const kind: Word = line % 3 === 0 ? ['街', 'Street'] : line % 3 === 1 ? ['路', 'Road'] : ['巷', 'Lane']
  return { zh: `${word[0]}${side[0]}${kind[0]}`, en: `${side[1]}${word[1]} ${kind[1]}` }
}
