// Checks a Teams app manifest and its language files against Microsoft's schemas (npm @microsoft/app-manifest), offline.
// Use: node validate-manifest.mjs manifest.json [fr.json …]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, manifestFolder } from './packages.mjs';

const [manifestFile, ...languageFiles] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
const schemas = join(manifestFolder, 'build/json-schemas/teams', `v${manifest.manifestVersion}`);

function check(file, schemaFile) {
  const validate = compile(JSON.parse(readFileSync(join(schemas, schemaFile), 'utf8')));
  const good = validate(JSON.parse(readFileSync(file, 'utf8')));
  console.log(`${good ? 'ok  ' : 'FAIL'} ${file} (v${manifest.manifestVersion})`);
  for (const error of validate.errors ?? []) {
    console.log(`     ${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
  }

  return good;
}

const results = [
  check(manifestFile, 'MicrosoftTeams.schema.json'),
  ...languageFiles.map(file => check(file, 'MicrosoftTeams.Localization.schema.json')),
];
process.exit(results.every(good => good) ? 0 : 1);
