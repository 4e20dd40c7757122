import { Tab, TabList, Tabs } from 'react-aria-components'
import style from './tab-bar.module.css'

interface TabBarProps<T extends string> {
  label: string
  value: T
  tabs: readonly { value: T; label: string }[]
  onChange(value: T): void
}

/** Tabs whose panel is the page below; the chosen one is in the address. */
export function TabBar<T extends string>({ label, value, tabs, onChange }: TabBarProps<T>) {
  return (
    <Tabs selectedKey={value} onSelectionChange={key => onChange(key as T)} className={style.tabs ?? ''}>
      <TabList aria-label={label} className={style.list ?? ''}>
        {tabs.map(tab => (
          <Tab key={tab.value} id={tab.value} className={style.tab ?? ''}>
            {tab.label}
          </Tab>
        ))}
      </TabList>
    </Tabs>
  )
}
