/**
 * What the browser's own timeline is told of: pictures that were drawn, once each, the newest only. For measuring
 * (bench/web) and for whoever looks into the developer tools; a page that runs for weeks keeps no list of them.
 */
export function drawn(what: 'network' | 'classes' | 'trend' | 'replay'): void {
  performance.clearMarks(`drawn:${what}`)
  performance.mark(`drawn:${what}`)
}
