import { expect, it } from 'vitest'
import { lineLogger } from './logger.ts'

it('writes one line per event, with its facts and the words of an error', () => {
  const lines: string[] = []
  const logger = lineLogger((line) => lines.push(line))

  logger.debug({}, 'left out')
  logger.info({}, 'Connected.')
  logger.error({ instanceId: 5, error: new Error('no answer\nfrom there') }, 'It failed.')

  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^\S+Z info Connected\.\n$/)
  expect(lines[1]).toMatch(
    / error It failed\. \{"instanceId":5,"error":\{"name":"Error","message":"no answer\\nfrom there"\}\}\n$/,
  )
})

it('says what each of several errors was', () => {
  const lines: string[] = []
  const logger = lineLogger((line) => lines.push(line))

  logger.error({ error: new AggregateError([new Error('the disk is full')], 'A part failed.') }, 'It failed.')

  expect(lines[0]).toContain('"errors":[{"name":"Error","message":"the disk is full"}]')
})
