import { writeFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'

/** A number in seven bits a byte, as archives write it. */
function varint(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}

/** A PMTiles archive (version 3) of one picture that is the whole world at zoom 0. */
export function writeArchive(path: string, picture: Buffer): void {
  const metadata = Buffer.from('{}')
  const directory = Buffer.from([
    ...varint(1),
    ...varint(0),
    ...varint(1),
    ...varint(picture.length),
    ...varint(1),
  ])
  const head = Buffer.alloc(127)
  head.write('PMTiles', 0, 'latin1')
  head[7] = 3
  const places = [
    [127, directory.length],
    [127 + directory.length, metadata.length],
    [127 + directory.length + metadata.length, 0],
    [127 + directory.length + metadata.length, picture.length],
    [1, 1],
  ] as const
  places.forEach(([offset, length], i) => {
    head.writeBigUInt64LE(BigInt(offset), 8 + i * 16)
    head.writeBigUInt64LE(BigInt(length), 16 + i * 16)
  })
  head.writeBigUInt64LE(1n, 88)
  // Clustered, nothing compressed, pictures (PNG), zoom 0 only.
  head.set([1, 1, 1, 2, 0, 0], 96)
  const degrees = [-180, -85, 180, 85]
  for (const [i, value] of degrees.entries()) head.writeInt32LE(value * 1e7, 102 + i * 4)
  writeFileSync(path, Buffer.concat([head, directory, metadata, picture]))
}

/** A picture of one colour, 4 × 4. */
export function png([red, green, blue]: readonly [number, number, number]): Buffer {
  const row = [0, ...Array.from({ length: 4 }, () => [red, green, blue]).flat()]
  const data = deflateSync(Buffer.from(Array.from({ length: 4 }, () => row).flat()))
  const chunk = (name: string, body: Buffer) => {
    const out = Buffer.alloc(12 + body.length)
    out.writeUInt32BE(body.length, 0)
    out.write(name, 4, 'latin1')
    body.copy(out, 8)
    out.writeUInt32BE(crc(out.subarray(4, 8 + body.length)), 8 + body.length)
    return out
  }
  const about = Buffer.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 0])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', about),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let i = 0; i < 8; i++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}
