/** Where the map looks: degrees and zoom. */
export interface View {
  lng: number
  lat: number
  zoom: number
}

/** `lng,lat,zoom`; undefined for anything that is no place on earth. */
export function readView(text: string | undefined): View | undefined {
  const parts = text?.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  if (parts?.length !== 3) return undefined
  const [lng, lat, zoom] = parts as [number, number, number]
  const sane = Math.abs(lng) <= 180 && Math.abs(lat) <= 85.06 && zoom >= 0 && zoom <= 24
  return sane ? { lng, lat, zoom } : undefined
}

/** Five digits are a metre: enough to find a valve, short enough to read out. */
export function writeView({ lng, lat, zoom }: View): string {
  const short = (value: number, digits: number) => String(Number(value.toFixed(digits)))
  return `${short(lng, 5)},${short(lat, 5)},${short(zoom, 2)}`
}
