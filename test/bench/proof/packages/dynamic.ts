import type { Project } from './project.ts';

/** In the place of what Composer would write: each prefix and its folder. */
function autoload(folders: Readonly<Record<string, string>>): string {
  const cases = Object.entries(folders).map(
    ([prefix, folder]) => `    if (strpos($class, '${prefix}') === 0) {
        $file = __DIR__ . '/../${folder}/' . strtr(substr($class, ${prefix.replaceAll('\\\\', '\\').length}), '\\\\', '/') . '.php';
        if (is_file($file)) { require $file; return; }
    }`,
  );
  return `<?php\nspl_autoload_register(function ($class) {\n${cases.join('\n')}\n});\n`;
}

const PHPUNIT = `<?xml version="1.0" encoding="UTF-8"?>
<phpunit bootstrap="vendor/autoload.php"><testsuites><testsuite name="all"><directory>tests</directory></testsuite></testsuites></phpunit>
`;

/** Packages of PHP and Ruby. */
export const DYNAMIC: readonly Project[] = [
  {
    name: 'php-doctrine-inflector',
    version: '2.0.6-1',
    client: 'debian',
    framework: 'phpunit',
    tools: [],
    sources: /^lib\/.*\/(?:Rules\/)?\w+\.php$/,
    leftOut: /^phpunit\.xml\.dist$/,
    files: {
      'phpunit.xml': PHPUNIT,
      'vendor/autoload.php': autoload({
        'Doctrine\\\\Tests\\\\Inflector\\\\': 'tests/Doctrine/Tests/Inflector',
        'Doctrine\\\\Inflector\\\\': 'lib/Doctrine/Inflector',
      }),
    },
  },
  {
    name: 'php-doctrine-lexer',
    version: '2.1.0-2+deb12u1',
    client: 'debian',
    framework: 'phpunit',
    tools: [],
    sources: /^src\/\w+\.php$/,
    leftOut: /^phpunit\.xml\.dist$/,
    files: {
      'phpunit.xml': PHPUNIT,
      'vendor/autoload.php': autoload({
        'Doctrine\\\\Tests\\\\Common\\\\Lexer\\\\': 'tests',
        'Doctrine\\\\Common\\\\Lexer\\\\': 'src',
      }),
    },
  },
  {
    name: 'php-nikic-fast-route',
    version: '1.3.0-4',
    client: 'debian',
    framework: 'phpunit',
    tools: [],
    sources: /^src\/.*\.php$/,
    leftOut: /^test\/HackTypechecker\//,
    files: {},
  },
  {
    name: 'ruby-hashie',
    version: '5.0.0-2',
    client: 'debian',
    framework: 'rspec',
    tools: [],
    sources: /^lib\/hashie\/.*\.rb$/,
    leftOut: /^(?:Gemfile|spec\/hashie\/(?:railtie|rash)_spec\.rb)$/,
    // What the specs load for a person alone.
    files: { 'lib/pry.rb': '', 'lib/rspec/pending_for.rb': '', '.rspec': '' },
  },
  {
    name: 'ruby-builder',
    version: '3.2.4-2',
    client: 'debian',
    framework: 'minitest',
    tools: [],
    sources: /^lib\/builder\/.*\.rb$/,
    files: {},
  },
];
