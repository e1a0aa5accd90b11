import { answer } from '@/lib/http/answer'
import { contextOfRequest } from '@/lib/http/authenticate'
import { openApiDocument } from '@/lib/http/openapi'

export async function GET(request: Request) {
  return answer(async () => {
    await contextOfRequest(request)
    return Response.json(openApiDocument())
  })
}
