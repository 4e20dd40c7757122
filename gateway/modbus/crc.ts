const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  return crc
})

/** Modbus RTU's CRC-16 (polynomial A001, start FFFF) of data[from, to); its low byte goes first on the wire. */
export function crc16(data: Uint8Array, from = 0, to = data.length): number {
  let crc = 0xffff
  for (let i = from; i < to; i++) crc = (crc >> 8) ^ TABLE[(crc ^ data[i]!) & 0xff]!
  return crc
}
