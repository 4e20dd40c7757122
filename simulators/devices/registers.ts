/** A device's registers as its manual numbers them on the wire. */
export interface RegisterMap {
  /** Function codes it answers: 3, 4. */
  functions: readonly number[]
  /** Address ranges that exist, with first and number of registers; outside, exception 2. */
  blocks: readonly (readonly [first: number, count: number])[]
  /** What a register in a block shows that nothing was put into. */
  hole: number
}

/** Values on their way into registers: big-endian, high word first. */
export class Registers {
  readonly #words = new Map<number, number>()
  readonly #scratch = new DataView(new ArrayBuffer(8))

  u16(address: number, value: number): void {
    this.#words.set(address, Math.min(0xffff, Math.max(0, Math.round(value))))
  }

  i16(address: number, value: number): void {
    this.#words.set(address, Math.min(0x7fff, Math.max(-0x8000, Math.round(value))) & 0xffff)
  }

  u32(address: number, value: number): void {
    this.#scratch.setUint32(0, Math.round(Math.max(0, value)) >>> 0)
    this.#put(address, 2)
  }

  f32(address: number, value: number): void {
    this.#scratch.setFloat32(0, value)
    this.#put(address, 2)
  }

  f64(address: number, value: number): void {
    this.#scratch.setFloat64(0, value)
    this.#put(address, 4)
  }

  word(address: number, value: number): void {
    this.#words.set(address, value & 0xffff)
  }

  read(address: number): number | undefined {
    return this.#words.get(address)
  }

  #put(address: number, words: number): void {
    for (let n = 0; n < words; n++) this.#words.set(address + n, this.#scratch.getUint16(2 * n))
  }
}

/** The words of one request, or the Modbus exception it deserves. */
export function readRegisters(
  map: RegisterMap,
  registers: Registers,
  fc: number,
  first: number,
  count: number,
): Uint16Array | number {
  if (!map.functions.includes(fc)) return 1
  if (count < 1 || count > 125) return 3
  const inside = map.blocks.some(([start, length]) => first >= start && first + count <= start + length)
  if (!inside) return 2
  return Uint16Array.from({ length: count }, (_, n) => registers.read(first + n) ?? map.hole)
}
