/** Every topic of the bus in one place. Ids go through `segment`, because MQTT gives `/ + #` a meaning. */
const segment = (id: string) => encodeURIComponent(id)

/** The platform's topics under `sp/<site>`. */
export function topicsOf(site: string) {
  const base = `sp/${segment(site)}`
  return {
    base,
    /** Batches of a gateway, QoS 1. */
    up: (zone: string, gateway: string) => `${base}/up/${segment(zone)}/${segment(gateway)}`,
    ups: `${base}/up/+/+`,
    /** Durable watermark per gateway, retained. */
    stored: (gateway: string) => `${base}/stored/${segment(gateway)}`,
    /** Birth, last will and health of a gateway, retained. */
    gateway: (gateway: string) => `${base}/gateways/${segment(gateway)}`,
    gateways: `${base}/gateways/+`,
    /** Conflated live values for screens. */
    live: (zone: string) => `${base}/live/${segment(zone)}`,
    lives: `${base}/live/+`,
    /** Newest state of a condition, retained, QoS 1. */
    detection: (kind: string, subject: string) => `${base}/detections/${segment(kind)}/${segment(subject)}`,
    detections: `${base}/detections/+/+`,
    /** An alarm after each change, QoS 1. */
    alarm: (id: string) => `${base}/alarms/${segment(id)}`,
    alarms: `${base}/alarms/+`,
    /** A ticket view after each change, QoS 1. */
    ticket: (id: string) => `${base}/tickets/${segment(id)}`,
    tickets: `${base}/tickets/+`,
  }
}
export type Topics = ReturnType<typeof topicsOf>

/** The ids in a topic's last segments, decoded; broken escapes stay as they are. */
export function idsIn(topic: string): string[] {
  return topic.split('/').map(part => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  })
}

/** True when `topic` is matched by the MQTT `filter` (MQTT 3.1.1 §4.7; `$` topics are not matched by wildcards). */
export function topicMatches(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && !filter.startsWith('$')) return false
  const wanted = filter.split('/')
  const given = topic.split('/')
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === '#') return true
    if (i >= given.length || (wanted[i] !== '+' && wanted[i] !== given[i])) return false
  }
  return wanted.length === given.length
}
