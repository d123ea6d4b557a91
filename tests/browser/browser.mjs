// The browser that page objects use: Chromium of the machine, its path in CHROMIUM unless it is where Debian puts it.
import { chromium } from 'playwright-core';

const quiet = [
  '--no-sandbox', // as root Chromium does not start with one
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: quiet });
}
