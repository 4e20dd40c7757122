import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { queryClient, sessionQuery } from '../api/queries.ts'
import { shownPoints } from '../directory/directory.ts'
import { directoryQuery } from '../directory/hooks.ts'
import { connection, startStream, suspectSession } from '../live/stream.ts'
import { startSound } from '../sound/alarm-sound.ts'

/** Keeps the live stream going while this is on the screen, and alarms heard where there is somebody to hear them. */
export function useStream({ sound }: { sound: boolean }): void {
  const directory = useQuery(directoryQuery).data
  useEffect(() => {
    const stop = startStream()
    const ask = () => void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
    suspectSession.add(ask)
    const silence = sound ? startSound() : () => {}
    return () => {
      stop()
      silence()
      suspectSession.delete(ask)
    }
  }, [sound])
  useEffect(() => {
    if (directory) connection.subscribe(shownPoints(directory))
  }, [directory])
}
