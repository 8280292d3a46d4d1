import { expect, test } from '@jest/globals';
import { sharePageOf } from '../../fields/share_page.ts';

/** Which links open a page instead of a file, and what to use in their place. */

const ID = '1A2b-3C_4d5e6F7g8h9i';
const DOWNLOAD = `https://drive.google.com/uc?export=download&id=${ID}`;

test.each([
  [`https://drive.google.com/file/d/${ID}/view?usp=sharing`, DOWNLOAD],
  [`https://drive.google.com/file/d/${ID}/preview`, DOWNLOAD],
  [`https://drive.google.com/file/d/${ID}`, DOWNLOAD],
  [`https://drive.google.com/file/u/1/d/${ID}/view`, DOWNLOAD],
  [`https://drive.google.com/file/u/12/d/${ID}/view`, DOWNLOAD],
  [`https://drive.google.com/a/acme.com/file/d/${ID}/view`, DOWNLOAD],
  [`https://drive.google.com/open?id=${ID}&usp=drive_copy`, DOWNLOAD],
  [
    `https://docs.google.com/document/d/${ID}/edit?usp=sharing`,
    `https://docs.google.com/document/d/${ID}/export?format=pdf`,
  ],
  [
    `https://docs.google.com/document/u/0/d/${ID}/edit#heading=h.1`,
    `https://docs.google.com/document/d/${ID}/export?format=pdf`,
  ],
  [
    `https://docs.google.com/document/u/12/d/${ID}/publish`,
    `https://docs.google.com/document/d/${ID}/export?format=pdf`,
  ],
  [
    `https://docs.google.com/document/d/${ID}/unpub`,
    `https://docs.google.com/document/d/${ID}/export?format=pdf`,
  ],
  [
    `https://docs.google.com/document/d/${ID}`,
    `https://docs.google.com/document/d/${ID}/export?format=pdf`,
  ],
  [
    `https://docs.google.com/spreadsheets/d/${ID}/edit#gid=0`,
    `https://docs.google.com/spreadsheets/d/${ID}/export?format=xlsx`,
  ],
  [
    `https://docs.google.com/a/acme.com/presentation/d/${ID}/view`,
    `https://docs.google.com/presentation/d/${ID}/export/pptx`,
  ],
])('a file on Google Drive: %s', (link, fileLink) => {
  expect(sharePageOf(link)).toEqual({ service: 'Google Drive', fileLink });
});

test.each([
  [
    'https://www.dropbox.com/scl/fi/abc/Prices.pdf?rlkey=xyz&st=q&dl=0',
    'https://www.dropbox.com/scl/fi/abc/Prices.pdf?rlkey=xyz&st=q&dl=1',
  ],
  [
    'https://www.dropbox.com/scl/fi/abc/Prices.pdf?rlkey=xyz',
    'https://www.dropbox.com/scl/fi/abc/Prices.pdf?rlkey=xyz&dl=1',
  ],
  ['https://dropbox.com/s/abc/Prices.pdf', 'https://dropbox.com/s/abc/Prices.pdf?dl=1'],
  [
    'https://www.dropbox.com/s/abc/Prices.pdf?raw=0',
    'https://www.dropbox.com/s/abc/Prices.pdf?raw=0&dl=1',
  ],
])('a file on Dropbox: %s', (link, fileLink) => {
  expect(sharePageOf(link)).toEqual({ service: 'Dropbox', fileLink });
});

test.each([
  ['Google Drive', `https://drive.google.com/drive/folders/${ID}?usp=sharing`],
  ['Google Drive', `https://drive.google.com/drive/u/0/folders/${ID}`],
  ['Google Drive', `https://drive.google.com/folderview?id=${ID}`],
  ['Google Drive', 'https://drive.google.com/drive/my-drive'],
  ['Dropbox', 'https://www.dropbox.com/scl/fo/abc/xyz?rlkey=1&dl=1'],
  ['Dropbox', 'https://www.dropbox.com/sh/abc/xyz?dl=0'],
  ['Dropbox', 'https://www.dropbox.com/home'],
  ['Dropbox', 'https://www.dropbox.com/home/Prices?preview=Prices.pdf'],
])('a folder on %s: %s', (service, link) => {
  expect(sharePageOf(link)).toEqual({ service, fileLink: null });
});

test.each([
  DOWNLOAD,
  `https://drive.google.com/uc?id=${ID}`,
  `https://drive.usercontent.google.com/download?id=${ID}&export=download`,
  `https://docs.google.com/document/d/${ID}/export?format=pdf`,
  `https://docs.google.com/presentation/d/${ID}/export/pptx`,
  `https://docs.google.com/spreadsheets/d/${ID}/pubhtml`,
  'https://docs.google.com/document/d/e/2PACX-1vR/pub',
  'https://docs.google.com/forms/d/e/1FAIpQL/viewform',
  'https://www.dropbox.com/scl/fi/abc/Prices.pdf?rlkey=xyz&dl=1',
  'https://www.dropbox.com/s/abc/Prices.pdf?raw=1',
  'https://dl.dropboxusercontent.com/scl/fi/abc/Prices.pdf?rlkey=xyz',
  'https://www.dropbox.com/features',
  'https://www.dropbox.com/features/home/office',
  'https://www.dropbox.com/blog/s/abc',
  'https://drive.google.com/open',
  `https://drive.google.com/open/more?id=${ID}`,
  'https://drive.www.google.com/file/d/abc/view',
  'https://www.example.com/file/d/abc/view',
  'https://drive.google.com.example.com/file/d/abc/view',
  'https://www.example.com/?next=https://drive.google.com/file/d/abc/view',
  'https://files.example.com/prices.pdf',
  'drive.google.com/file/d/abc/view',
  'not a link',
  '',
])('anything else: %s', (link) => {
  expect(sharePageOf(link)).toBeNull();
});
