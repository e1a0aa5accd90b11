/** A mail server on loopback that asks for no sign-in. */
export const smtpSettings = (port: number) => ({
  kind: 'smtp',
  host: '127.0.0.1',
  port,
  security: 'none',
  username: null,
  from: 'zerfaux@example.com',
  to: ['ops@example.com'],
})
