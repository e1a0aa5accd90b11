import type { NextConfig } from 'next'
import { NOTHING_TO_RUN } from './lib/http/content-security-policy.ts'

const config: NextConfig = {
  // They load parts of themselves at run time, which a bundler would miss.
  serverExternalPackages: ['@supabase/lite', 'pg-boss', 'pg', 'ssh2', 'postgres', 'pino', 'nodemailer'],
  poweredByHeader: false,
  // Type check, lint and format are parts of `npm test`; a start must not wait for them.
  typescript: { ignoreBuildErrors: true },
  experimental: { authInterrupts: true },
  redirects: async () => [{ source: '/', destination: '/replication', permanent: false }],
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Referrer-Policy', value: 'same-origin' },
      ],
    },
    // Pages get theirs, with a nonce, from proxy.ts.
    ...['/api/:path*', '/auth/:path*'].map((source) => ({
      source,
      headers: [{ key: 'Content-Security-Policy', value: NOTHING_TO_RUN }],
    })),
  ],
}

export default config
