import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import style from './dialog.module.css'

interface DialogProps {
  title: string
  close(): void
  children: ReactNode
  wide?: boolean
}

/** A question that must be answered or left; Escape leaves it, focus comes back to where it was. */
export function Dialog({ title, close, children, wide }: DialogProps) {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={open => !open && close()}
      className={style.overlay ?? ''}
    >
      <Modal className={`${style.modal} ${wide ? style.wide : ''}`}>
        <AriaDialog className={style.dialog ?? ''}>
          <Heading slot="title" className={style.title ?? ''}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** Buttons at the end of a dialog. */
export function DialogButtons({ children }: { children: ReactNode }) {
  return <div className={style.buttons}>{children}</div>
}
