import { expect, it } from 'vitest'
import type { People } from './people.ts'
import { createPeople } from './people.ts'

const NUMBER = '551187654321'
const FORM = '5511987654321'

function world(): People {
  return createPeople({ receipts: 'delivered', unknownNumbers: 'exist' })
}

it('another form of a number leads to its owner, and is no address', () => {
  const people = world()
  const person = people.get(NUMBER)
  people.addForm(person, FORM)

  expect(people.get(FORM)).toBe(person)
  expect(people.lookUp(FORM)).toBe(person)
  expect(people.find({ user: FORM, device: 0, server: 's.whatsapp.net' })).toBeNull()
  expect(people.find({ user: NUMBER, device: 0, server: 's.whatsapp.net' })).toBe(person)
  expect(people.all()).toEqual([person])
})

it('the number of somebody else is no form of one', () => {
  const people = world()
  people.get(FORM)

  expect(() => people.addForm(people.get(NUMBER), FORM)).toThrow(expect.objectContaining({ code: 'number_taken' }))
})
