export { jobEvents as GET } from '@/lib/http/job-events'

export const dynamic = 'force-dynamic'
