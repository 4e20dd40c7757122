/** Bytes a photo may have when it leaves the phone. */
export const PHOTO_BYTES = 300 * 1024

/** Longest side in pixels and quality, from the best that is wanted to what still shows a hole in the road. */
export const LADDER: readonly { side: number; quality: number }[] = [
  { side: 1600, quality: 0.8 },
  { side: 1600, quality: 0.6 },
  { side: 1280, quality: 0.6 },
  { side: 1024, quality: 0.5 },
  { side: 800, quality: 0.45 },
  { side: 640, quality: 0.4 },
]

/** Width and height with the longest side at most `side`; nothing is made larger. */
export function fitted(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
