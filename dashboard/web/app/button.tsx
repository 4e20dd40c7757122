import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components'
import style from './button.module.css'

interface ButtonProps extends Omit<AriaProps, 'className' | 'children'> {
  look?: 'plain' | 'strong' | 'bare'
  small?: boolean
  /** Single key that does the same; printed on the button. */
  shortcut?: string
  /** Shown on hover: why it is disabled, or what it does. */
  title?: string
  children: ReactNode
}

/** A button; a disabled one keeps its title, which must say why. */
export function Button({ look = 'plain', small = false, shortcut, title, children, ...props }: ButtonProps) {
  const looks = { plain: '', strong: style.strong, bare: style.bare }
  const button = (
    <AriaButton {...props} className={`${style.button} ${looks[look]} ${small ? style.small : ''}`}>
      {children}
      {shortcut && (
        <kbd className={style.key} aria-hidden="true">
          {shortcut}
        </kbd>
      )}
    </AriaButton>
  )
  // React Aria takes no title, and a disabled control gets no events: the words hang on a wrapper.
  return title ? (
    <span title={title} style={{ display: 'inline-flex' }}>
      {button}
    </span>
  ) : (
    button
  )
}
