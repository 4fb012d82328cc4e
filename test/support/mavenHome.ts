import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../host/folders.ts';

/** A project of Maven with JUnit, by relative path. */
export const MAVEN_PROJECT: Readonly<Record<string, string>> = {
  'pom.xml': `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>shop</groupId><artifactId>shop</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId>
      <version>5.10.2</version><scope>test</scope>
    </dependency>
  </dependencies>
  <build><plugins><plugin>
    <groupId>org.apache.maven.plugins</groupId><artifactId>maven-surefire-plugin</artifactId>
    <version>3.2.5</version>
  </plugin></plugins></build>
</project>
`,
  'src/main/java/shop/Money.java': `package shop;

public class Money {
  public static long cents(double euros) {
    return Math.round(euros * 100);
  }
}
`,
};

/** Its test, which the project does not have. */
export const MAVEN_TEST = `package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MoneyTest {
  @Test
  void rounds() {
    assertEquals(150, Money.cents(1.5));
  }
}
`;

/**
 * A home folder whose repository has what the project needs, loaded by Maven itself once and then kept;
 * undefined: there is no Maven here, or it reaches no repository.
 */
export function mavenHome(): string | undefined {
  const home = join(cacheFolder, 'maven-home');
  const done = join(home, 'done');
  if (existsSync(done)) return home;
  const project = join(home, 'project');
  const files = { ...MAVEN_PROJECT, 'src/test/java/shop/MoneyTest.java': MAVEN_TEST };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  try {
    const args = ['-q', '-B', `-Dmaven.repo.local=${join(home, '.m2/repository')}`, 'test'];
    execFileSync('mvn', args, { cwd: project, stdio: 'ignore', timeout: 240_000 });
    writeFileSync(done, '');
    return home;
  } catch {
    return undefined;
  }
}
