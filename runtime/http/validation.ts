import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'

/**
 * Checks requests with TypeBox: defaults are filled in; what comes as text (query, path, headers) is converted;
 * bodies are taken as they are.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema)
  return (input: unknown) => {
    const filled = Value.Default(schema, httpPart === 'body' ? input : Value.Convert(schema, input))
    return validator.Check(filled) ? { value: filled } : { error: validator.Errors(filled) as never }
  }
}
