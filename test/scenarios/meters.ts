import mqtt, { type MqttClient } from 'mqtt'

/** What a meter has sent and the broker has acknowledged. */
export interface Sent {
  at: number
  n: number
}

/** Messages of one meter on their way at a time. */
const WINDOW = 20

/**
 * A smart meter that sends numbered readings as fast as they are acknowledged, over a connection of its own. What is
 * not acknowledged is sent again by the client, as MQTT asks.
 */
export function numberedMeter(port: number, name: string, password: string) {
  const client: MqttClient = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 4,
    clientId: name,
    username: name,
    password,
    clean: false,
    reconnectPeriod: 50,
    connectTimeout: 3_000,
  })
  client.on('error', () => {})
  const acknowledged: Sent[] = []
  let next = 0
  let last = 0
  let open = 0
  let enough = false
  let emptied = () => {}
  const done = new Promise<void>(resolve => (emptied = resolve))

  const send = () => {
    const at = (last = Math.max(last + 1, Date.now()))
    const n = next++
    open++
    client.publish(`meters/${name}/up`, JSON.stringify({ at, volume: n / 1_000 }), { qos: 1 }, error => {
      open--
      if (!error) acknowledged.push({ at, n })
      if (enough && open === 0) emptied()
    })
  }
  const round = setInterval(() => {
    while (!enough && client.connected && open < WINDOW) send()
  }, 10)

  return {
    acknowledged: acknowledged as readonly Sent[],
    /** No new readings; resolves when every one that was sent is acknowledged. */
    async finish(): Promise<void> {
      clearInterval(round)
      enough = true
      if (open > 0) await done
      await client.endAsync()
    },
    drop(): void {
      clearInterval(round)
      client.end(true)
    },
  }
}
