import type uPlot from 'uplot'
import type { Overlay } from './overlay.ts'

const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** Behind the course: what lies beyond the limits is shaded, times that do not count are hatched. */
export function drawUnder(plot: uPlot, overlay: Overlay | undefined): void {
  if (!overlay) return
  const { ctx, bbox } = plot
  const bottom = bbox.top + bbox.height
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.fillStyle = css('--band')
  const y = (value: number) => plot.valToPos(value, 'y', true)
  const { low, high } = overlay.allowed ?? {}
  if (high !== undefined && y(high) > bbox.top)
    ctx.fillRect(bbox.left, bbox.top, bbox.width, y(high) - bbox.top)
  if (low !== undefined && y(low) < bottom) ctx.fillRect(bbox.left, y(low), bbox.width, bottom - y(low))
  ctx.strokeStyle = css('--line')
  ctx.lineWidth = devicePixelRatio
  for (const { from, to } of overlay.shades) {
    const left = plot.valToPos(from / 1_000, 'x', true)
    const right = plot.valToPos(to / 1_000, 'x', true)
    ctx.save()
    ctx.beginPath()
    ctx.rect(left, bbox.top, Math.max(2, right - left), bbox.height)
    ctx.clip()
    ctx.beginPath()
    for (let x = left - bbox.height; x < right; x += 8 * devicePixelRatio) {
      ctx.moveTo(x, bottom)
      ctx.lineTo(x + bbox.height, bbox.top)
    }
    ctx.stroke()
    ctx.restore()
  }
  ctx.restore()
}

/** Over the course: a square a laboratory value, filled where it agrees, hollow and larger where it is far off. */
export function drawOver(plot: uPlot, overlay: Overlay | undefined): void {
  if (!overlay) return
  const { ctx, bbox } = plot
  ctx.save()
  ctx.strokeStyle = css('--text')
  ctx.fillStyle = css('--text')
  ctx.lineWidth = 2 * devicePixelRatio
  for (const { at, value, odd } of overlay.samples) {
    const x = plot.valToPos(at / 1_000, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    const half = (odd ? 6 : 4) * devicePixelRatio
    const top = plot.valToPos(value, 'y', true) - half
    if (odd) ctx.strokeRect(x - half, top, 2 * half, 2 * half)
    else ctx.fillRect(x - half, top, 2 * half, 2 * half)
  }
  ctx.restore()
}
