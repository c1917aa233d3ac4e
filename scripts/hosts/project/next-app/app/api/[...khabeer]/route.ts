import { createApi, toFetchHandler } from '@khabeer/core/http'
import { core } from '../../../khabeer'

const handle = toFetchHandler(createApi({ core }))

export { handle as DELETE, handle as GET, handle as HEAD, handle as PATCH, handle as POST, handle as PUT }
