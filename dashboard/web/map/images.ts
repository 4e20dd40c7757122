import type { AlarmState, Priority } from '../../../model/alarm.ts'
import { DIGIT_Y, insideOf, isGrey, markOf, SHAPES } from '../badge/shape.ts'
import { GLYPHS } from './glyphs.ts'
import type { MapTheme } from './theme.ts'

/** Pictures are drawn at twice their size, for sharp screens. */
export const PIXEL_RATIO = 2
const BADGE = 22
const GLYPH = 20

/** Draws a picture by its name; undefined for a name that is none of ours. */
export function drawImage(id: string, theme: MapTheme): ImageData | undefined {
  const [what, , first, second, third] = id.split('/')
  const priority = Number(first) as Priority
  if (what === 'badge' && priority in SHAPES)
    return canvas(BADGE, 24, ctx => badge(ctx, theme, priority, second as AlarmState, third === 'unknown'))
  if (what === 'counter' && priority in SHAPES) return counter(theme, priority, second as AlarmState, third!)
  if (what === 'ring' && priority in SHAPES)
    return canvas(BADGE + 9, 24 + 9.8, ctx => ring(ctx, theme, priority))
  if (what === 'ticket') return canvas(GLYPH, 22, ctx => ticket(ctx, theme))
  if (what === 'letter' && first) return canvas(GLYPH + 2, 22, ctx => letter(ctx, theme, first))
  if (what === 'glyph' && first)
    return canvas(GLYPH, 20, ctx => glyph(ctx, theme, first, second === 'doubtful'))
  return undefined
}

/** A picture of `size` px whose drawing has a box of `box` units around the origin of a 20 × 20 shape. */
function canvas(size: number, box: number, draw: (ctx: CanvasRenderingContext2D) => void): ImageData {
  const pixels = size * PIXEL_RATIO
  const element = document.createElement('canvas')
  element.width = element.height = pixels
  const ctx = element.getContext('2d', { willReadFrequently: true })!
  ctx.scale(pixels / box, pixels / box)
  ctx.translate((box - 20) / 2, (box - 20) / 2)
  ctx.lineJoin = ctx.lineCap = 'round'
  draw(ctx)
  return ctx.getImageData(0, 0, pixels, pixels)
}

function badge(
  ctx: CanvasRenderingContext2D,
  theme: MapTheme,
  priority: Priority,
  state: AlarmState,
  unknown: boolean,
) {
  const shape = new Path2D(SHAPES[priority])
  const hollow = markOf(state) === 'hollow'
  ctx.lineWidth = hollow ? 4 : 2
  ctx.strokeStyle = theme.outline
  ctx.stroke(shape)
  ctx.fillStyle = hollow ? theme.surface : theme.p[priority]
  ctx.fill(shape)
  if (hollow) {
    ctx.lineWidth = 2.2
    ctx.strokeStyle = isGrey(state) ? theme.muted : theme.p[priority]
    if (unknown) ctx.setLineDash([3, 2])
    ctx.stroke(shape)
  } else if (unknown) {
    ctx.lineWidth = 2
    ctx.strokeStyle = theme.text
    ctx.setLineDash([3, 3])
    ctx.stroke(shape)
  }
  const inside = insideOf(state, unknown)
  if (inside !== 'digit' && inside !== 'unknown') return
  ctx.setLineDash([])
  ctx.fillStyle = hollow ? theme.text : theme.on[priority]
  ctx.font = `700 ${priority === 1 ? 11.5 : 13}px system-ui, sans-serif`
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillText(inside === 'unknown' ? '?' : String(priority), 10, DIGIT_Y[priority] + 0.6)
}

/** A badge and a number in one frame, which nothing can part. */
function counter(theme: MapTheme, priority: Priority, state: AlarmState, n: string): ImageData {
  const [height, letter] = [28, 9.2]
  const width = 36 + letter * n.length
  const element = document.createElement('canvas')
  element.width = width * PIXEL_RATIO
  element.height = height * PIXEL_RATIO
  const ctx = element.getContext('2d', { willReadFrequently: true })!
  ctx.scale(PIXEL_RATIO, PIXEL_RATIO)
  const frame = new Path2D()
  frame.roundRect(1, 1, width - 2, height - 2, 6)
  ctx.fillStyle = theme.surface
  ctx.fill(frame)
  ctx.lineWidth = state === 'UNACK' || state === 'RTNUN' ? 2 : 1
  ctx.strokeStyle = ctx.lineWidth === 2 ? theme.text : theme.line
  ctx.stroke(frame)
  ctx.fillStyle = theme.text
  ctx.font = '700 15px system-ui, sans-serif'
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillText(n, 28 + (letter * n.length) / 2, height / 2 + 1)
  ctx.translate(5, 4)
  ctx.lineJoin = ctx.lineCap = 'round'
  badge(ctx, theme, priority, state, false)
  return ctx.getImageData(0, 0, element.width, element.height)
}

/** Nobody has acknowledged: a second outline around the badge. */
function ring(ctx: CanvasRenderingContext2D, theme: MapTheme, priority: Priority) {
  ctx.translate(10, 10)
  ctx.scale(1.26, 1.26)
  ctx.translate(-10, -10)
  const shape = new Path2D(SHAPES[priority])
  ctx.lineWidth = 3
  ctx.strokeStyle = theme.outline
  ctx.stroke(shape)
  ctx.lineWidth = 1.7
  ctx.strokeStyle = theme.text
  ctx.stroke(shape)
}

/** An open job: a sheet in a round frame, which no alarm has. */
function ticket(ctx: CanvasRenderingContext2D, theme: MapTheme) {
  ctx.fillStyle = theme.text
  ctx.strokeStyle = theme.outline
  ctx.lineWidth = 1.4
  const frame = new Path2D()
  frame.roundRect(1, 3, 18, 14, 7)
  ctx.fill(frame)
  ctx.stroke(frame)
  ctx.strokeStyle = theme.bg
  ctx.lineWidth = 1.6
  ctx.stroke(new Path2D('M6 8 H14 M6 12 H11'))
}

/** A valve of the list, by its letter. */
function letter(ctx: CanvasRenderingContext2D, theme: MapTheme, text: string) {
  const shape = new Path2D(GLYPHS.other!.path)
  ctx.translate(-2, -2)
  ctx.scale(1.2, 1.2)
  ctx.fillStyle = theme.surface
  ctx.fill(shape)
  ctx.lineWidth = 1.6
  ctx.strokeStyle = theme.text
  ctx.stroke(shape)
  ctx.fillStyle = theme.text
  ctx.font = '700 9.5px system-ui, sans-serif'
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillText(text, 10, 10.5)
}

function glyph(ctx: CanvasRenderingContext2D, theme: MapTheme, kind: string, doubtful: boolean) {
  const { path, letter, fill } = GLYPHS[kind] ?? GLYPHS.other!
  const shape = new Path2D(path)
  ctx.fillStyle = theme.surface
  ctx.fill(shape)
  ctx.lineWidth = 1.5
  ctx.strokeStyle = theme.asset
  if (doubtful) ctx.setLineDash([2.5, 2.5])
  ctx.stroke(shape)
  ctx.setLineDash([])
  if (fill && !doubtful) {
    ctx.fillStyle = theme.asset
    ctx.fill(new Path2D(fill))
  }
  const text = doubtful ? '?' : letter
  if (!text) return
  ctx.fillStyle = theme.text
  ctx.font = '600 10px system-ui, sans-serif'
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillText(text, 10, 10.6)
}
