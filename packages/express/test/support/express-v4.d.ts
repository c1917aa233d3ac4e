// Express 4 under its alias: what the tests use of it has the shape that Express 5 has.
declare module 'express-v4' {
  import express from 'express'

  export = express
}
