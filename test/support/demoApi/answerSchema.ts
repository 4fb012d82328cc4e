import { ApiError } from './apiError.ts';

const ANNOTATIONS = ['title', 'description', 'default', '$schema', '$id', '$comment', 'examples'];
const SUPPORTED_FORMATS = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems'],
  string: ['format'],
  integer: [],
  number: [],
  boolean: [],
  null: [],
};
const MAX_OPTIONAL_PROPERTIES = 24;
const MAX_UNION_PROPERTIES = 16;

/** True for a plain JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Holds a schema to the subset that structured outputs can be compiled for.
 * @throws ApiError 400 naming the place and the keyword.
 */
export function checkAnswerSchema(schema: unknown): void {
  if (!isObject(schema)) {
    throw invalid('', 'Input should be an object');
  }
  const counts = { optional: 0, unions: 0 };
  const definitions = { ...objectAt(schema, '$defs'), ...objectAt(schema, 'definitions') };
  const open: string[] = [];

  const visit = (node: unknown, path: string, root: boolean): void => {
    if (!isObject(node)) {
      throw invalid(path, 'boolean and non-object schemas are not supported');
    }
    const reference = node['$ref'];
    if (reference !== undefined) {
      visitReference(reference, path);
      return;
    }
    const types = typesOf(node, path);
    if (types.length > 1 || node['anyOf'] !== undefined) {
      counts.unions += 1;
    }
    const allowed = new Set([
      'type',
      'enum',
      'const',
      'anyOf',
      'allOf',
      ...ANNOTATIONS,
      ...(root ? ['$defs', 'definitions'] : []),
      ...types.flatMap((type) => KEYWORDS[type] ?? []),
    ]);
    for (const keyword of Object.keys(node)) {
      if (!allowed.has(keyword)) {
        throw invalid(
          path,
          types.length > 0
            ? `For '${types.join("' or '")}' type, property '${keyword}' is not supported`
            : `property '${keyword}' is not supported`,
        );
      }
    }
    visitUnion(node, path);
    if (types.includes('object')) {
      visitProperties(node, path);
    }
    if (types.includes('array')) {
      visitItems(node, path);
    }
    const format = node['format'];
    if (format !== undefined && (typeof format !== 'string' || !SUPPORTED_FORMATS.has(format))) {
      throw invalid(path, `string format ${JSON.stringify(format)} is not supported`);
    }
  };

  const visitReference = (reference: unknown, path: string): void => {
    const name =
      typeof reference === 'string'
        ? /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1]
        : undefined;
    if (name === undefined || definitions[name] === undefined) {
      throw invalid(path, `$ref '${String(reference)}' cannot be resolved`);
    }
    if (open.includes(name)) {
      throw invalid(path, 'Recursive schemas are not supported');
    }
    open.push(name);
    visit(definitions[name], `${path}.${name}`, false);
    open.pop();
  };

  const visitUnion = (node: Record<string, unknown>, path: string): void => {
    for (const keyword of ['anyOf', 'allOf']) {
      const variants = node[keyword];
      if (variants === undefined) {
        continue;
      }
      if (!Array.isArray(variants) || variants.length === 0) {
        throw invalid(path, `${keyword} must be a non-empty array`);
      }
      variants.forEach((variant, index) => {
        visit(variant, `${path}.${keyword}.${index}`, false);
      });
    }
    const values = node['enum'];
    if (values !== undefined && (!Array.isArray(values) || values.length === 0)) {
      throw invalid(path, 'enum must be a non-empty array');
    }
    if (
      Array.isArray(values) &&
      values.some((value) => value !== null && typeof value === 'object')
    ) {
      throw invalid(path, 'enum may only hold strings, numbers, booleans and null');
    }
  };

  const visitProperties = (node: Record<string, unknown>, path: string): void => {
    if (node['additionalProperties'] !== false) {
      throw invalid(
        path,
        "For 'object' type, 'additionalProperties' must be explicitly set to false",
      );
    }
    const properties = objectAt(node, 'properties');
    const required = node['required'] ?? [];
    if (!Array.isArray(required)) {
      throw invalid(path, 'required must be an array');
    }
    for (const name of required) {
      if (typeof name !== 'string' || properties[name] === undefined) {
        throw invalid(path, `required property '${String(name)}' is not defined`);
      }
    }
    for (const [name, property] of Object.entries(properties)) {
      if (!required.includes(name)) {
        counts.optional += 1;
      }
      visit(property, path === '' ? name : `${path}.${name}`, false);
    }
  };

  const visitItems = (node: Record<string, unknown>, path: string): void => {
    const least = node['minItems'];
    if (least !== undefined && least !== 0 && least !== 1) {
      throw invalid(
        path,
        "For 'array' type, 'minItems' values other than 0 or 1 are not supported",
      );
    }
    if (node['items'] !== undefined) {
      visit(node['items'], `${path}.items`, false);
    }
  };

  visit(schema, '', true);
  if (counts.optional > MAX_OPTIONAL_PROPERTIES) {
    throw invalid('', `Schemas contain too many optional parameters (${counts.optional})`);
  }
  if (counts.unions > MAX_UNION_PROPERTIES) {
    throw invalid('', `Schemas contain too many parameters with union types (${counts.unions})`);
  }
}

/**
 * A least instance of a schema that {@link checkAnswerSchema} took: for prompts that ask for no
 * task of Tierwise.
 */
export function leastInstance(schema: unknown, root: unknown = schema): unknown {
  if (!isObject(schema)) {
    return null;
  }
  const reference = schema['$ref'];
  if (typeof reference === 'string' && isObject(root)) {
    const definitions = { ...objectAt(root, '$defs'), ...objectAt(root, 'definitions') };
    return leastInstance(definitions[reference.split('/').at(-1) ?? ''], root);
  }
  if (schema['const'] !== undefined) {
    return schema['const'];
  }
  const values = schema['enum'] ?? schema['anyOf'] ?? schema['allOf'];
  if (Array.isArray(values)) {
    return schema['enum'] === undefined ? leastInstance(values[0], root) : values[0];
  }
  const types: readonly unknown[] = [schema['type']].flat();
  const type = types[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(objectAt(schema, 'properties')).map(([name, property]) => [
          name,
          leastInstance(property, root),
        ]),
      );
    case 'array':
      return schema['minItems'] === 1 ? [leastInstance(schema['items'], root)] : [];
    case 'string':
      return 'demo';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return null;
  }
}

function typesOf(node: Record<string, unknown>, path: string): readonly string[] {
  const type = node['type'];
  const types = type === undefined ? [] : Array.isArray(type) ? type : [type];
  for (const name of types) {
    if (typeof name !== 'string' || KEYWORDS[name] === undefined) {
      throw invalid(path, `type '${String(name)}' is not supported`);
    }
  }
  const literal = ['enum', 'const', 'anyOf', 'allOf'].some((key) => node[key] !== undefined);
  if (types.length === 0 && !literal) {
    throw invalid(path, 'Schema must have a type');
  }
  return types.filter((name) => typeof name === 'string');
}

function objectAt(node: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = node[key];
  return isObject(value) ? value : {};
}

function invalid(path: string, message: string): ApiError {
  const place = path === '' ? '' : `${path}: `;
  return new ApiError(400, `output_config.format.schema: ${place}${message}`);
}
