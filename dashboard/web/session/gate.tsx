import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { sessionQuery } from '../api/queries.ts'
import { ApiError } from '../api/request.ts'
import { Failed, Loading } from '../app/panel-state.tsx'
import { Shell } from '../app/shell.tsx'
import { usePath } from '../url/hooks.ts'
import { WallGate } from '../wall/gate.tsx'
import { SignIn } from './sign-in.tsx'

/** Nobody sees the network without a session; everybody else sees the shell with the page in it. */
export function Gate() {
  const wall = usePath().startsWith('/wall')
  return wall ? (
    <WallGate>
      <Outlet />
    </WallGate>
  ) : (
    <DeskGate />
  )
}

function DeskGate() {
  const session = useQuery(sessionQuery)
  const refused = session.error instanceof ApiError && session.error.status === 401
  if (refused) return <SignIn />
  if (session.data)
    return (
      <Shell>
        <Outlet />
      </Shell>
    )
  if (session.error) return <Failed error={session.error} retry={() => void session.refetch()} />
  return <Loading />
}
