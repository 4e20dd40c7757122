import { fitted, LADDER, PHOTO_BYTES } from './ladder.ts'

let before: Promise<unknown> = Promise.resolve()

/**
 * A photo small enough to be sent from a trench: JPEG of at most PHOTO_BYTES, without what a camera writes into it
 * besides the picture. One after the other: forty at once would be two gigabytes of pixels. Rejects for what is no
 * picture.
 */
export function shrink(file: Blob): Promise<Blob> {
  const next = before.then(() => shrinkNow(file))
  before = next.catch(() => undefined)
  return next
}

async function shrinkNow(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    for (const { side, quality } of LADDER) {
      const blob = await drawn(picture, fitted(picture.width, picture.height, side), quality)
      if (blob.size <= PHOTO_BYTES) return blob
    }
    throw new RangeError('the picture cannot be made small enough')
  } finally {
    picture.close()
  }
}

async function drawn(
  picture: ImageBitmap,
  { width, height }: { width: number; height: number },
  quality: number,
): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  canvas.getContext('2d')!.drawImage(picture, 0, 0, width, height)
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', quality))
  // Safari keeps a canvas's pixels until it is small.
  canvas.width = canvas.height = 0
  if (!blob) throw new RangeError('the picture cannot be drawn')
  return blob
}
