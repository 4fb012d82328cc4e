import type { Node } from '@vscode/tree-sitter-wasm';
import { hasChild } from '../languageTable.ts';
import { isTwice, partsOf } from './nodeParts.ts';

const HOLDERS: ReadonlySet<string> = new Set([
  'class_declaration',
  'anonymous_class',
  'trait_declaration',
  'interface_declaration',
  'enum_declaration',
]);

/** The class or the like that a member belongs to; undefined: it stands in none. */
function holderOf({ parent }: Node): Node | undefined {
  const holder = parent?.parent ?? undefined;
  return holder !== undefined && HOLDERS.has(holder.type) ? holder : undefined;
}

function visibilityOf({ children }: Node): string | undefined {
  return children.find((one) => one?.type === 'visibility_modifier')?.text.toLowerCase();
}

/** A modifier twice, or two that exclude each other. */
function hasWrongModifiers(node: Node): boolean {
  const all = partsOf(node).filter(({ type }) => type.endsWith('_modifier'));
  const kinds = all.filter(({ type }) => type !== 'reference_modifier').map(({ type }) => type);
  return isTwice(kinds) || (kinds.includes('final_modifier') && isFinalWrong(node, kinds));
}

function isFinalWrong(node: Node, kinds: readonly string[]): boolean {
  return kinds.includes('abstract_modifier') || visibilityOf(node) === 'private';
}

/** A method with a body where none may be, or without one where it must have one. */
export function isWrongMethod(node: Node): boolean {
  const holder = holderOf(node);
  if (holder === undefined) return false;
  const hasBody = node.childForFieldName('body') !== null;
  const isAbstract = hasChild(node, 'abstract_modifier');
  if (holder.type === 'interface_declaration') {
    const isHidden = ['private', 'protected'].includes(visibilityOf(node) ?? '');
    return hasBody || isAbstract || isHidden || hasChild(node, 'final_modifier');
  }
  if (isAbstract === hasBody || hasWrongModifiers(node)) return true;
  if (!isAbstract) return isWrongConstructor(node);
  if (visibilityOf(node) === 'private') return holder.type !== 'trait_declaration';
  return holder.type !== 'trait_declaration' && !hasChild(holder, 'abstract_modifier');
}

/** A constructor that gives something back or belongs to the class. */
function isWrongConstructor(node: Node): boolean {
  if (!isConstructor(node)) return false;
  return node.childForFieldName('return_type') !== null || hasChild(node, 'static_modifier');
}

function isConstructor(node: Node): boolean {
  return node.childForFieldName('name')?.text.toLowerCase() === '__construct';
}

/** Properties that are fixed but have no type, a value or no object; in an enumeration all. */
export function isWrongProperty(node: Node): boolean {
  if (hasWrongModifiers(node)) return true;
  const holder = holderOf(node);
  if (holder?.type === 'enum_declaration') return true;
  const isFixed =
    hasChild(node, 'readonly_modifier') || (holder && hasChild(holder, 'readonly_modifier'));
  const elements = partsOf(node).filter(({ type }) => type === 'property_element');
  const values = elements.map((one) => one.childForFieldName('default_value'));
  const type = node.childForFieldName('type');
  if (values.some((value) => value !== null && !fitsType(type, value))) return true;
  if (isFixed !== true) return false;
  return (
    type === null || hasChild(node, 'static_modifier') || values.some((value) => value !== null)
  );
}

/** The kinds of plain values, and of which types they are. */
const VALUE_TYPES: Readonly<Record<string, readonly string[]>> = {
  string: ['string'],
  encapsed_string: ['string'],
  integer: ['int', 'float'],
  float: ['float'],
  boolean: ['bool', 'true', 'false'],
  null: ['null'],
  array_creation_expression: ['array', 'iterable'],
};

/** Whether a plain value can be one of a built-in type; what is not known can. */
function fitsType(type: Node | null, value: Node): boolean {
  const fitting = VALUE_TYPES[value.type];
  if (fitting === undefined || type === null) return true;
  if (type.type === 'optional_type' && value.type === 'null') return true;
  const names = (type.text.toLowerCase().match(/[\w\\]+/g) ?? []).filter((name) => name !== '');
  const isBuiltIn = names.every((name) => BUILT_IN.has(name));
  if (!isBuiltIn && value.type !== 'null') return !names.every((name) => isClass(name));
  return names.includes('mixed') || names.some((name) => fitting.includes(name));
}

const BUILT_IN: ReadonlySet<string> = new Set(
  'array bool callable false float int iterable mixed never null object string true void'.split(
    ' ',
  ),
);

function isClass(name: string): boolean {
  return !BUILT_IN.has(name);
}

/** A parameter that cannot have its default, or a type that no value has. */
export function isWrongParameter(node: Node): boolean {
  const type = node.childForFieldName('type');
  if (['void', 'never'].includes(type?.text.toLowerCase() ?? '')) return true;
  const value = node.childForFieldName('default_value');
  // A null says that the parameter may be left out, whatever its type.
  return value !== null && value.type !== 'null' && !fitsType(type, value);
}

/** A property of its own that a function other than the constructor has for a parameter. */
export function isWrongPromotion(node: Node): boolean {
  const owner = node.parent?.parent;
  if (owner?.type !== 'method_declaration' || !isConstructor(owner)) return true;
  if (owner.childForFieldName('body') === null) return true;
  return hasChild(node, 'readonly_modifier') && node.childForFieldName('type') === null;
}

/** Types in one twice, or one that may be nothing beside others. */
export function isWrongUnion(node: Node): boolean {
  const names = partsOf(node).map(({ text }) => text.toLowerCase());
  return isTwice(names) || names.includes('mixed') || names.some((name) => name.startsWith('?'));
}

export function isWrongOptional({ text }: Node): boolean {
  return /^\?\s*(?:mixed|void|never|null)$/i.test(text);
}

/** The members of a class by their names: those of one kind must differ. */
function namesOf(body: Node): readonly string[] {
  return partsOf(body).flatMap((member) => {
    const name = member.childForFieldName('name')?.text ?? '';
    switch (member.type) {
      case 'method_declaration':
        return isConstructor(member) ? promotedBy(member) : [];
      case 'enum_case':
        return [name];
      case 'const_declaration':
        return elementsOf(member, 'const_element').map((one) => one.firstNamedChild?.text ?? '');
      case 'property_declaration':
        return elementsOf(member, 'property_element').map(
          (one) => one.childForFieldName('name')?.text ?? '',
        );
      default:
        return [];
    }
  });
}

function elementsOf(node: Node, type: string): readonly Node[] {
  return partsOf(node).filter((one) => one.type === type);
}

/** The properties that a constructor's parameters declare. */
function promotedBy(constructor: Node): readonly string[] {
  const parameters = constructor.childForFieldName('parameters');
  const all = parameters === null ? [] : elementsOf(parameters, 'property_promotion_parameter');
  return all.map((one) => one.childForFieldName('name')?.text ?? '');
}

/** A member twice; methods that are written alike are told with their name, and not here. */
export function hasMembersTwice(body: Node): boolean {
  const methods = new Set(
    elementsOf(body, 'method_declaration').map((one) => one.childForFieldName('name')?.text ?? ''),
  );
  return isTwice(namesOf(body)) || isTwice([...methods].map((name) => name.toLowerCase()));
}

/** Cases with a value where the enumeration has no type of them, or without where it has one. */
export function hasWrongCases(node: Node): boolean {
  const body = node.childForFieldName('body');
  const isBacked = hasChild(node, 'primitive_type');
  const cases = body === null ? [] : elementsOf(body, 'enum_case');
  return cases.some((one) => (one.childForFieldName('value') !== null) !== isBacked);
}

/** Several parents, one that is none, or a class that is both abstract and final. */
export function isWrongClass(node: Node): boolean {
  if (hasChild(node, 'abstract_modifier') && hasChild(node, 'final_modifier')) return true;
  const name = node.childForFieldName('name')?.text.toLowerCase() ?? '';
  if (RESERVED.has(name)) return true;
  const base = partsOf(node).find(({ type }) => type === 'base_clause');
  const parents = base === undefined ? [] : partsOf(base);
  return parents.length > 1 || parents.some(({ text }) => RESERVED.has(text.toLowerCase()));
}

const RESERVED: ReadonlySet<string> = new Set([...BUILT_IN, 'self', 'static', 'parent']);
