import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { I18nProvider } from 'react-aria-components'
import { queryClient } from '../api/queries.ts'
import { useLanguage } from '../i18n/hooks.ts'
import { router } from './router.tsx'

/** The whole application: texts, server state and pages. */
export function App() {
  const language = useLanguage()
  return (
    <I18nProvider locale={language === 'zh' ? 'zh-CN' : 'en-GB'}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  )
}
