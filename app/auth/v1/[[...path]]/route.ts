export { answerAuth as GET, answerAuth as POST } from '@/lib/http/session-auth-door'
