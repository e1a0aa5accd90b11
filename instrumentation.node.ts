import { startWebDuties } from '@/lib/services/web-duties.ts'

// During a build, pages are made in processes that run this too.
if (process.env['NEXT_PHASE'] !== 'phase-production-build') startWebDuties()
