import type { Project } from './project.ts';

/** As its repository has it, without what only publishes and measures. */
function pom(artifact: string, dependencies: readonly string[]): string {
  const tests = ['org.junit.jupiter:junit-jupiter:5.10.2', ...dependencies].map((one) => {
    const [group = '', name = '', version = ''] = one.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version><scope>test</scope></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>measured</groupId><artifactId>${artifact}</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    ${tests.join('\n    ')}
  </dependencies>
  <build><plugins><plugin>
    <groupId>org.apache.maven.plugins</groupId><artifactId>maven-surefire-plugin</artifactId>
    <version>3.2.5</version>
  </plugin></plugins></build>
</project>
`;
}

const LANG = 'org.apache.commons:commons-lang3:3.14.0';
const MOCKITO = 'org.mockito:mockito-core:5.11.0';
const IO = 'commons-io:commons-io:2.16.1';

/** Packages of languages that are compiled before they run. */
export const COMPILED: readonly Project[] = [
  {
    name: 'github.com/Masterminds/semver/v3',
    version: 'v3.3.0',
    client: 'go',
    framework: 'go test',
    tools: [],
    sources: /^(?:collection|constraints|version)\.go$/,
    files: {},
  },
  {
    name: 'github.com/iancoleman/strcase',
    version: 'v0.3.0',
    client: 'go',
    framework: 'go test',
    tools: [],
    sources: /^(?:camel|snake)\.go$/,
    files: {},
  },
  {
    name: 'github.com/gobwas/glob',
    version: 'v0.2.3',
    client: 'go',
    framework: 'go test',
    tools: [],
    sources: /^(?:match|util\/\w+|syntax\/\w+)\/(?!\w*_test)\w+\.go$/,
    files: {},
  },
  {
    name: 'heck',
    version: '0.5.0',
    client: 'cargo',
    framework: 'cargo test',
    tools: [],
    sources: /^src\/\w+\.rs$/,
    files: {},
  },
  {
    name: 'roman',
    version: '0.1.6',
    client: 'cargo',
    framework: 'cargo test',
    tools: [],
    sources: /^src\/lib\.rs$/,
    files: {},
  },
  {
    name: 'hex',
    version: '0.4.3',
    client: 'cargo',
    framework: 'cargo test',
    tools: ['pretty_assertions'],
    sources: /^src\/(?:lib|error)\.rs$/,
    files: {},
  },
  {
    name: 'commons-codec:commons-codec',
    version: '1.17.1',
    client: 'maven',
    framework: 'junit',
    tools: [LANG, IO],
    sources: /^src\/main\/.*\/codec\/(?:language|net)\/\w+\.java$/,
    files: { 'pom.xml': pom('codec', [LANG, IO]) },
  },
  {
    name: 'commons-cli:commons-cli',
    version: '1.9.0',
    client: 'maven',
    framework: 'junit',
    tools: [LANG, IO, MOCKITO],
    sources:
      /^src\/main\/.*\/cli\/(?:OptionValidator|Util|Option|Options|CommandLine|DefaultParser)\.java$/,
    files: { 'pom.xml': pom('cli', [LANG, IO, MOCKITO]) },
  },
];
