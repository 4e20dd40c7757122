import { useSay } from '../i18n/hooks.ts'
import { useGo } from '../url/hooks.ts'
import { Button } from './button.tsx'
import { PanelState } from './panel-state.tsx'

/** An address that leads nowhere: says so and offers the way back. */
export function NotFound() {
  const say = useSay()
  const go = useGo()
  return (
    <PanelState icon="warn" title={say('state.notFound')}>
      <Button onPress={() => go.to('/map')}>{say('state.backToMap')}</Button>
    </PanelState>
  )
}
