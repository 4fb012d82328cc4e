import type { SourceFile } from '../gates/corpus.ts';

const PYTHON = [
  `#!/usr/bin/env python3
# -*- coding: utf-8 -*-
# Copyright 2020 Example
from __future__ import annotations
import functools, sys
from typing import overload


def one(a): return a
def two(a, b=1): return a + b; 
class Empty: pass
class Also: x = 1; y = 2
async def three(): pass


@functools.lru_cache(
    maxsize=1,
)
# Between decorator and function.
@functools.wraps(one)

def four(
    a,  # the first
    b: int = (
        1
    ),
):
    # pylint: disable=unused-argument
    # First comment.

    return a


def five(a) -> None: # type: ignore
    if a: return
    try:
        pass
    finally: pass


def six():
    "Old docstring."
    return 1


def seven():
    r'''Old
    docstring.''' ; return 1


def eight():
    # type: () -> int
    return 1


class Nine(
    object
):

    # A comment.
    x: int = 1

    @property
    def value(self): return self.x
    @value.setter
    def value(self, v): self.x = v

    class Inner:
        def deep(self):
            def deeper():
                return """
text
  # no comment
"""
            return deeper


if sys.version_info >= (3, 8):
    def ten(a, /, b, *, c): return a
else:
    def ten(a, b, c):
        return a


def eleven(): \\
    return 1


def twelve(a):
    pass; return a
`,
  `def tabbed(a):
\tif a:
\t\treturn 1
\treturn 2


class Tabbed:
\tdef method(self, x):
\t\t# A comment.
\t\tfor one in x:
\t\t\tyield one

\tdef other(self): return 1
`,
  `"""Module."""
import os
def narrow(a):
 if a:
  return 1
 else:
  return os.sep
class Größe:
  '''Alt.'''
  def länge(self, π):
    return π
  def __init__(self, x):
    self.x = x
  @staticmethod
  def build(x): return Größe(x)
\f
def after_feed(x):
    return x   
`,
];

const SCRIPT = [
  `#!/usr/bin/env node
'use strict';
/* eslint-env node */
// Copyright 2020 Example
const path = require('node:path');

// eslint-disable-next-line no-unused-vars
function one(a) { return a }
function two(a, b = { c: 1 }) { return a; } function three() { return 1 }
const four = (a) => a, five = function (b) { return b };
var six = async ({ a, b: [c] }, ...rest) => { await a; return rest };
/* istanbul ignore next */
function seven() {
  return (
    // A comment.
    1
  );
}
class Eight extends Object {
  static #count = 0; name = 'x'
  constructor(a) { super(); this.a = a }
  get value() { return this.a } set value(v) { this.a = v }
  *items() { yield 1 }
  async [Symbol.iterator]() {}
  static { Eight.#count += 1 }
  'quoted name'(a) { return a }
}
module.exports = {
  one, two,
  nine(a) { return a },
  ten: function (a) { return a }, eleven: (a) => a,
  async *twelve() {},
};
exports.thirteen = function thirteen(a) {
  const text = \`
// no comment \${a}
/* none */
\`;
  return text + /[/]\\*"/.source;
};
function /* why */ fourteen(/* first */ a) {
  a
  ;[1].map(one)
  return a
}
label: for (;;) { break label }
<!-- old comment
`,
  `/** @file Something. */
import path, { join as j } from 'node:path';
import * as fs from 'node:fs';
import './side.js'
export { j as joined, path as default };
export * from './other.js';
/* @__PURE__ */ one();
export function one(a) {
  return a
}
export async function* two({ a = 1, b }) { yield a; }
export class Three { static async three(a) { return a } }
export const four = 1, five = (a) => ({ a });
// @ts-expect-error
export const six = fs.nothing(1);
let seven = 1; export { seven };
/* webpackChunkName: "x" */
const eight = () => import(/* webpackChunkName: "y" */ './lazy.js');
export { eight };
`,
];

const TYPED = [
  `// @ts-check
/// <reference types="node" />
import type { A } from './a';
import def, { type B, c as d } from './b';
export type { A };
export declare const zero: number;
declare global { interface Window { x: number } }
export function one(a: string): string;
export function one(a: number): number;
export function one(a: string | number): string | number {
  return a;
}
export abstract class Two<T extends object = {}> implements A {
  private readonly x = 1; protected y?: T
  constructor(private readonly z: number, public w = 2) {}
  abstract three(a: T): void;
  four<K extends keyof T>(this: Two<T>, key: K, ...rest: readonly string[]): T[K] | undefined { return undefined }
  @decorated() five() { return 1 }
  @decorated()
  // Between.
  @decorated() static six = () => 1;
  get seven(): number { return this.x } set seven(v) {}
  [key: string]: unknown;
  declare eight: number;
  override toString() { return '' }
}
export interface Nine extends A { (a: number): string; new (a: number): Nine; readonly ten?: () => void, eleven(a: string): void }
export enum Twelve { a = 1, b = a << 1, 'c-d' = 3 }
export const enum Thirteen { a }
namespace Fourteen.Inner { export const x = 1 }
export type Fifteen<T> = T extends (infer U)[] ? { [K in keyof U]?: U[K] } : never;
// @ts-ignore
export const sixteen = <T,>(a: T): a is NonNullable<T> => a !== null;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function seventeen(a: any): asserts a is string { if (typeof a !== 'string') throw new Error() }
// prettier-ignore
export default function (  a: number ) { return def + d + a }
function decorated() { return (...args: any[]): any => args }
const x = { a: 1 } as const satisfies Record<string, number>; let y = <any>x;
`,
];

const GO = [
  `// Copyright 2020 Example

//go:build linux || !linux
// +build linux !linux

// Package hard is hard.
package hard

/*
#include <stdio.h>
*/
import "C"
import (
	"fmt"
	. "strings"

	_ "embed"
)

//go:generate stringer -type=Pill

type Pill int

//go:noinline
func One(a int) int { return a }

// Old words.
//
//go:nosplit
func two(a, b int, c ...string) (d int, err error) {
	return a + b, nil
}
func three() {}; func four() {}

//nolint:unused
func five() string {
	return \`
// no comment
\` + Repeat("x", 1)
}

type (
	Six struct {
		A int \`json:"a"\` // the first
		b, C string
		fmt.Stringer
	}
	Seven interface {
		Eight(a int) error
		~int | ~string
	}
	Nine[T any, U comparable] struct{ t T }
	Ten = Pill
)

func (n *Nine[T, U]) Eleven(f func(T) U) (u U) { return f(n.t) }
func (Six) Twelve()                            { fmt.Println() }

const (
	Thirteen = iota
	Fourteen

	Fifteen, Sixteen = 1, 2
)

var Seventeen = func() int { return 1 }()

//go:embed hard.go
var Eighteen string

//export Nineteen
func Nineteen() {}

//go:linkname twenty runtime.twenty
func twenty()
`,
];

const JAVA = [
  `/*
 * Copyright 2020 Example
 */
// Second header.
package hard;

import java.util.*;
import static java.util.stream.Collectors.toList;

@SuppressWarnings({"unchecked",
    "rawtypes"})
// Between.
@Deprecated public abstract class Hard<T extends Comparable<T>> implements java.io.Serializable {
  private static final long serialVersionUID = 1L; int x, y[] = {1, 2};
  static { System.out.println("\\u0041"); }
  { x = 1; }
  // CHECKSTYLE:OFF
  public Hard(int a) { this.x = a; } protected Hard() {}
  @Override public String toString() { return "x"; }
  abstract <U> List<? super U> two(final Map<String, int[]> a, U... b) throws Exception;
  native void three(); synchronized void four() {}
  enum Five { A { int six() { return 1; } }, B; int six() { return 2; } }
  interface Seven { default int eight() { return 1; } static int nine() { return 2; } int TEN = 3; }
  @interface Eleven { String value() default "x"; int[] more() default {}; }
  record Twelve(int a, @Deprecated String b) { Twelve { if (a < 0) throw new IllegalArgumentException(); } static int c; }
  sealed interface Thirteen permits Fourteen {}
  static final class Fourteen implements Thirteen { }
  String fifteen() {
    return """
        // no comment
        /* none */ "quoted"
        """;
  }
  Runnable sixteen = () -> { }; char c = '"', d = '\\'', e = '\\u0022';
  int seventeen(int a) {
    label:
    for (;;) { break label; }
    switch (a) { case 1: return 1; default: }
    return switch (a) { case 1 -> 2; default -> { yield 3; } };
  }
  Object eighteen = new Object() { int nineteen() { return 1; } };;
}
class Other { int größe(int π) { return π; } }
`,
];

const PHP = [
  `#!/usr/bin/env php
<?php
// Copyright 2020 Example
declare(strict_types=1);

namespace Hard\\Parts;

use Countable, ArrayAccess;
use function strlen as len;
use const PHP_EOL;
use Some\\{One, Two as Zwei};

#[Attribute(Attribute::TARGET_CLASS)]
// Between.
#[\\AllowDynamicProperties] abstract class Hard extends One implements Countable
{
    use Zwei { go as protected; }
    const A = 1, B = self::A . 'x'; public ?int $x = null, $y = 2;
    public function __construct(private readonly int $a, protected string|int &$b, ...$rest) {}
    public function count(): int { return 1; } public static function two(callable $f = null): ?static { return null; }
    // phpcs:ignore
    abstract protected function three();
    /* @noinspection X */
    function &four(array $a = ['x' => 1]) { return $a; }
    #[\\ReturnTypeWillChange]
    public function five()
    {
        $text = <<<"EOT"
        // no comment {$this->x}
        /* none */ ?>
        EOT;
        # A hash.
        return fn ($a) => $a + len($text);
    }
}
abstract class Abs { abstract function six(int $a): void; }
interface Seven { const C = 1; public function eight($a); }
trait Nine { public static $z; abstract function ten(); function eleven() { return static::class; } }
enum Suit: string { case A = 'a'; case B = 'b'; public static function twelve(): self { return self::A; } }
function thirteen($größe) { return $größe; } function fourteen() { yield 1; }
if (!function_exists('fifteen')) {
    function fifteen($a) { return $a; }
}
$sixteen = function ($a) use (&$sixteen): int { return 1; };
`,
  `<html>
<?php function inPage($a) { return $a; } ?>
<body>
<?php
function below($b)
{
    return $b;
}
?>
<p><?= below(1) ?></p>
<?php class Page { function show() { ?>
<b>text</b>
<?php } }
`,
];

const RUBY = [
  `#!/usr/bin/env ruby
# frozen_string_literal: true
# encoding: utf-8

# Copyright 2020 Example
require 'set'
require_relative 'other'

module Hard; VERSION = '1'; end
module Hard::Inner
  class Error < StandardError; end
  # rubocop:disable Metrics
  class One < Struct.new(:a, :b)
    include Comparable; attr_reader :x, :y
    CONST = %w[a b].freeze
    def initialize(a, b = {}, *rest, key:, other: 1, **more, &block) super(a, b) end
    def <=>(other) = a <=> other.a
    def two?; true end
    def three!(a) a end
    def []=(key, value); end
    private def four(x) = x
    def self.five; new(1, 2, key: 1); end
    class << self
      def six(a)
        a
      end
      private
      def seven; end
    end
    # rubocop:enable Metrics
    alias eight two?
    define_method(:nine) { |a| a }
    def ten
      text = <<~EOS
        # no comment
        =begin
        =end
      EOS
      other = <<-'A' + <<B
      # none
      A
# none
B
      text + other + %q(# none) + "#{'#'}" + ?#.to_s + /#/.source
    end
  end
end
=begin
A block comment.
=end
def größe(π) π end
Eleven = Class.new do
  def twelve(a) a end
end
class Hard::Inner::One; def thirteen; end end
# :nodoc:
def fourteen(a,
             b)
  a if b
rescue StandardError => e
  e
ensure
  nil
end
BEGIN { }
__END__
def not_code; end
`,
];

const RUST = [
  `#!/usr/bin/env run
// Copyright 2020 Example
//! Crate words.
#![allow(dead_code, unused)]
#![cfg_attr(x, y)]

use std::{fmt::{self, Display}, io as input};
extern crate alloc;

#[derive(Debug, Clone)]
// Between.
#[repr(C)] pub struct One<'a, T: ?Sized + 'a> where T: Display { a: &'a T, pub(crate) b: [u8; 2] }
struct Two(u8, pub u16); struct Three;
pub enum Four { A, B(u8), C { d: u8 } = 5, }
union Five { a: u8, b: i8 }
pub trait Six<T = u8>: Display { type Item; const N: usize = 1; fn seven(&self) -> Self::Item; fn eight() {} }
impl<'a, T: Display> One<'a, T> { #[inline] pub const fn nine(self: &Self) -> u8 { 1 } pub async unsafe fn ten(mut self, _: u8) {} }
impl<'a, T: Display> fmt::Display for One<'a, T> {
    #[rustfmt::skip]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "// no comment {}", r#"/* " */"#) }
}
#[macro_export]
macro_rules! eleven { ($($a:expr),* $(,)?) => { $( let _ = $a; )* }; }
pub(in crate) const TWELVE: char = '"'; static mut THIRTEEN: &'static str = "\\"// ";
/* outer /* inner */ still */ pub fn fourteen<F>(f: F, (a, b): (u8, u8), [c, ..]: [u8; 2]) -> impl Fn(u8) -> u8 where F: Fn() { move |x| x }
type Fifteen = Box<dyn Fn(&str) -> Result<(), ()>>;
extern "C" { fn sixteen(a: *const u8, ...); static S: u8; }
#[no_mangle] pub extern "C" fn seventeen() {}
mod eighteen { pub(super) fn nineteen() { let r#type = b'\\''; let x: u8 = 1_u8; } }
pub fn twenty(größe: u8) -> u8 { let s = "
// no comment
"; größe }
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one() { assert_eq!(twenty(1), 1); }
}
`,
];

const CPP = [
  `// Copyright 2020 Example
#pragma once
#ifndef HARD_H
#define HARD_H
#define TWICE(x) \\
  ((x) + \\
   (x))
#include <string>
#include <vector>

namespace hard { inline namespace v1 {
class Forward; template <typename T> struct Also;
// NOLINTNEXTLINE
int one(int a) { return a; } int two();
template <typename T, int N = 1>
// Between.
class Three final : public std::vector<T> { int x; public: explicit Three(int a) : x(a) {} ~Three() = default; Three(const Three &) = delete;
  [[nodiscard]] int four() const noexcept { return x; } operator bool() const { return true; } int operator()(int a) { return a; }
  static constexpr int five = 1; friend int six(Three &) { return 1; } virtual void seven(int a = 1) {}
protected: enum class Eight : char { A, B = 2 } eight; struct { int a, b; } nine; union { int c; float d; };
};
typedef struct Ten { int a; } Ten; using Eleven = std::vector<std::vector<int>>;
auto twelve = [](int a) -> int { return a; }; const char *thirteen = R"x(// no "comment" )x" "/* none */";
#if defined(A) && \\
    defined(B)
int fourteen(int a) {
#else
int fourteen(int a, int b) {
#endif
  return a;
}
extern "C" { int fifteen(void); }
/* clang-format off */ static inline int sixteen(int a) { return a; } /* clang-format on */
template <> struct Also<int> { int seventeen() { return 1'000; } };
int (*eighteen(int a))(int) { return nullptr; } int nineteen[3] = {1, 2, 3};
// ends with a backslash \\
int not_code;
} }
#endif
`,
];

const C = [
  `/* Copyright 2020 Example */
#include <stdio.h>
#include <stdlib.h>
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define LONG do { \\
  /* inside */ \\
  puts("x"); \\
} while (0)

typedef int (*callback)(void *, const char *);
struct one { int a, b : 3; struct two *next; }; struct two { char c[4]; };
typedef enum { RED, GREEN = 2, } color; union three { int i; float f; };
static const char *names[] = { "// no comment", "/* none */" };
static int four(a, b) int a; char b; { return a + b; }
extern int five(int, ...); int six(void) { return 1; } static void seven(struct one *p) { p->a = 1; }
/* NOLINT */
static int
eight(int a,
      int b)
{
  return MAX(a, b);
}
#ifdef _WIN32
int nine(int a)
{
#else
int nine(int a, int b)
{
#endif
  LONG;
  return a;
}
int main(int argc, char **argv) { (void)argc; (void)argv; return '"' == '\\''; }
`,
];

const CSHARP = [
  `// <copyright>Example</copyright>
#define HARD
#region usings
using System; using System.Collections.Generic;
using Alias = System.String;
using static System.Math;
#endregion
[assembly: System.CLSCompliant(false)]
namespace Hard.Parts
{
    #pragma warning disable 1591
    [Serializable, Obsolete("x")]
    // Between.
    [CLSCompliant(false)] public abstract partial class One<T> : IDisposable where T : class, new()
    {
        private const int A = 1, B = 2; public int X { get; private set; } = 1; int y;
        static One() { } protected One(int a) : base() { } ~One() { }
        public event EventHandler Two; public event EventHandler Three { add { } remove { } }
        public int this[int i] { get { return i; } set { } } public static One<T> operator +(One<T> a, One<T> b) { return a; }
        public static implicit operator int(One<T> a) => 1;
        #if DEBUG
        public void Four(ref int a, out int b, params string[] c) { b = 1; }
        #else
        public void Four(int a) { }
        #endif
        [Obsolete] internal abstract U Five<U>(U a = default(U)) where U : struct;
        void IDisposable.Dispose() { var s = @"// no ""comment""
/* none */"; var t = $"{s}"; var c = '"'; }
        public enum Six : byte { A, B = 2, } public delegate int Seven(int a); public struct Eight { public int Z; }
        public interface INine { int Ten { get; } void Eleven(); }
        public async System.Threading.Tasks.Task Twelve() { await System.Threading.Tasks.Task.Delay(1); }
        int Größe(int π) { return π; }
    }
    #pragma warning restore 1591
}
`,
];

const FILES: readonly (readonly [path: string, language: string, texts: readonly string[]])[] = [
  ['hard.py', 'python', PYTHON],
  ['hard.js', 'javascript', SCRIPT],
  ['hard.ts', 'typescript', TYPED],
  ['hard.go', 'go', GO],
  ['Hard.java', 'java', JAVA],
  ['hard.php', 'php', PHP],
  ['hard.rb', 'ruby', RUBY],
  ['hard.rs', 'rust', RUST],
  ['hard.cpp', 'cpp', CPP],
  ['hard.c', 'c', C],
  ['Hard.cs', 'csharp', CSHARP],
];

/** Files written for what is hard about their languages: each declaration stands in some way's way. */
export const HARD_FILES: readonly SourceFile[] = FILES.flatMap(([path, language, texts]) =>
  texts.map((text, index) => ({
    package: 'hard',
    path: index === 0 ? path : path.replace('.', `${index + 1}.`),
    language,
    text,
    isTest: false,
  })),
);
