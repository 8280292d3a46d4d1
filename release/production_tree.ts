import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A package in package-lock.json, as far as it matters here. */
interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly version?: string;
}

/** The packages that ship: their paths below the project, such as `node_modules/lodash`, and versions. */
export function productionPackages(project: string): Map<string, string> {
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
    readFileSync(join(project, 'package-lock.json'), 'utf8'),
  );
  return new Map(
    Object.entries(lock.packages)
      .filter(([path, { dev, devOptional, optional }]) => path && !dev && !devOptional && !optional)
      .map(([path, { version }]) => [path, version ?? '']),
  );
}

/** Copies the packages that ship, and `extra` ones, from the project into the folder `target`. */
export function copyPackages(project: string, target: string, extra: readonly string[] = []): void {
  for (const path of [...productionPackages(project).keys(), ...extra]) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(project, path), join(target, path), {
      recursive: true,
      // Packages inside a package are in the lock file themselves.
      filter: (source) => basename(source) !== 'node_modules',
    });
  }
}

/** What is not source, in a project without git: made by a build, or by hand for one machine. */
const NOT_SOURCE = ['node_modules', 'build', 'coverage', 'reports', '.env', '.stryker-tmp'];

/** Copies the project with its build, but only with the packages that ship, into the folder `target`. */
export function copyProject(project: string, target: string): void {
  if (existsSync(join(project, '.git'))) {
    for (const path of [...trackedFiles(project), 'dist']) {
      cpSync(join(project, path), join(target, path), { recursive: true });
    }
  } else {
    cpSync(project, target, {
      recursive: true,
      filter: (source) => !NOT_SOURCE.includes(basename(source)),
    });
  }
  copyPackages(project, target);
  withoutDevelopment(join(target, 'package.json'));
}

/** Whatever else lies in the folder, such as a key in a file of notes, must not be uploaded. */
function trackedFiles(project: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: project, encoding: 'utf8' });
  return listed.split('\0').filter((path) => path && existsSync(join(project, path)));
}

/** The build is there already, and what it needs does not ship. */
function withoutDevelopment(manifest: string): void {
  const { scripts, devDependencies, overrides, allowScripts, ...rest } = JSON.parse(
    readFileSync(manifest, 'utf8'),
  );
  writeFileSync(manifest, `${JSON.stringify(rest, null, 2)}\n`);
}
