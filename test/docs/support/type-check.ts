import { existsSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../../support/running-process.ts'
import type { Snippet } from './snippets.ts'

// A host's folder: what a reader has installed is installed here.
const folder = join(root, 'examples/standalone')

/** What a page's text may introduce for its snippets. */
const givenTypes: Readonly<Record<string, string>> = {
  core: "import('@khabeer/core').Khabeer",
  sandbox: "import('@khabeer/sandbox').Sandbox",
  app: "import('express').Express",
  Bun: '{ serve(options: { port: number; idleTimeout: number; fetch(request: Request): Promise<Response> }): unknown }',
}

/** Compiles snippets as a strict host would, in one program, and gives what the compiler says, each with its place. */
export const typeCheck = (snippets: readonly Snippet[]): readonly string[] => {
  const files = new Map(snippets.map((snippet, index) => [join(folder, `snippet-${index}.ts`), snippet]))
  const program = createProgram(new Map([...files].map(([file, snippet]) => [file, toSource(snippet)])))
  return [...files].flatMap(([file, snippet]) => {
    const source = program.getSourceFile(file)
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.map((diagnostic) => describe(diagnostic, snippet))
  })
}

/** What is given stands behind the code, so that line numbers hold. */
const toSource = ({ code, given, place }: Snippet): string => {
  const declarations = given.map((name) => {
    const type = givenTypes[name]
    if (type === undefined) throw new Error(`${place}: nothing is known of a given "${name}".`)
    return `declare const ${name}: ${type}`
  })
  return `${code}\n${declarations.join('\n')}\nexport {}\n`
}

const describe = ({ file, start, messageText }: ts.Diagnostic, { place }: Snippet): string => {
  const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line
  return `${place}, line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
}

const createProgram = (sources: ReadonlyMap<string, string>): ts.Program => {
  const options = readOptions()
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => sources.has(file) || fileExists(file)
  host.readFile = (file) => sources.get(file) ?? readFile(file)
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const text = sources.get(file)
    if (text !== undefined) return ts.createSourceFile(file, text, languageVersion)
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, languageVersion, ...rest))
    return parsed.get(file)
  }
  return ts.createProgram({ rootNames: [...sources.keys()], options, host })
}

/** What is read from the disk is the same for every program of a test file. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** The repository's own options. Against the built types, as a host has them; against the sources while there are none. */
const readOptions = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root)
  const packages = [
    'client',
    'core',
    'docs-page',
    'express',
    'fastify',
    'sandbox',
    'storage-postgres',
    'storage-sqlite',
  ]
  const areTypesBuilt = packages.every((name) => existsSync(join(root, 'packages', name, 'dist/index.d.ts')))
  return {
    ...options,
    customConditions: areTypesBuilt ? [] : ['@khabeer/source'],
    moduleDetection: ts.ModuleDetectionKind.Force,
  }
}

/** Reads the members of a type that a source file exports, each with the names of its own members. */
export const membersOf = (path: string, typeName: string): Readonly<Record<string, readonly string[]>> => {
  const file = join(root, path)
  const program = ts.createProgram({ rootNames: [file], options: { ...readOptions(), types: [] } })
  const source = program.getSourceFile(file)
  const statement = source?.statements.find(
    (each) => (ts.isTypeAliasDeclaration(each) || ts.isInterfaceDeclaration(each)) && each.name.text === typeName,
  )
  if (statement === undefined) throw new Error(`${path} has no type ${typeName}.`)
  const checker = program.getTypeChecker()
  const namesOf = (symbol: ts.Symbol) =>
    checker
      .getTypeOfSymbolAtLocation(symbol, statement)
      .getProperties()
      .map(({ name }) => name)
  const members = checker.getTypeAtLocation(statement).getProperties()
  return Object.fromEntries(members.map((member) => [member.name, namesOf(member)]))
}
