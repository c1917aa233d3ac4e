import { judgeGeneratedRequests } from './judge-generated-requests.ts'

judgeGeneratedRequests(process.env.KHABEER_HOSTILE === 'all' ? 10_000 : 200, () => ({
  options: {},
  close: async () => {},
}))
