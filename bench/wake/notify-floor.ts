import { Client } from 'pg'
import { schemas } from '../postgres/schemas.ts'
import type { Contender } from '../process/contender.ts'
import { sendingProbes } from './sending-probes.ts'
import { createTakenTimes } from './taken-times.ts'

const channel = schemas.wakeFloor

const connect = async (databaseUrl: string): Promise<Client> => {
  const client = new Client({ connectionString: databaseUrl, options: `-c search_path=${schemas.wakeFloor}` })
  await client.connect()
  return client
}

/** Builds a hand-written worker: one connection that listens, and a row that is read when something comes. */
export const createNotifiedFloor = async (databaseUrl: string): Promise<Contender> => {
  const client = await connect(databaseUrl)
  const taken = createTakenTimes()
  await client.query(`create schema ${schemas.wakeFloor}`)
  await client.query('create table message (time bigint primary key)')
  client.on('notification', () => {
    // A failing query is an unhandled rejection, which ends this process and with it the measurement.
    void client
      .query<{ time: string }>('select max(time) as time from message')
      .then(({ rows }) => taken.mark(Number(rows[0]?.time)))
  })
  await client.query(`listen ${channel}`)
  return { port: 0, operations: {}, probes: { taken: taken.of }, close: () => client.end() }
}

/** Builds the hand-written sender: a durable insert, then the notification on its own. */
export const createNotifyingFloor = async (databaseUrl: string): Promise<Contender> => {
  const client = await connect(databaseUrl)
  return {
    port: 0,
    operations: {},
    // The notice is no part of what is answered, and is not waited for.
    probes: sendingProbes(async (time) => {
      await client.query({ name: 'insert', text: 'insert into message (time) values ($1)', values: [time] })
      void client.query({ name: 'notify', text: 'select pg_notify($1, null)', values: [channel] })
    }),
    close: () => client.end(),
  }
}
