import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareIds, compareTexts, compareUrls } from '../../../tavus/once/likeness.ts';
import { draws } from '../../draws.ts';

/** Whether what Tavus tells is what was sent, or what may have become of it. */

describe('names', () => {
  test.each([
    ['Demo', 'Demo', 'same'],
    ['Demo', ' demo ', 'same'],
    ['Zapier 20261120 1500 UTC 7f3a9c1e', 'Zapier 2026-11-20 15:00 UTC 7f3a9c1e', 'same'],
    ['Demo for Zoe\u0308', 'Demo – for "Zoë"', 'same'],
    ['ＤＥＭＯ １', 'demo 1', 'same'],
    ['STRASSE', 'Straße', 'same'],
    ['面談 山田', '面談（山田）', 'same'],
    ['🎉', '🎉', 'same'],
    [' 🎉', '🎉 ', 'same'],
    // Cut, at the end or elsewhere; stripped of more than punctuation; with something added.
    ['Demo for M', 'Demo for Maria Lopez', 'perhaps'],
    ['Maria Lopez', 'Demo for Maria Lopez', 'perhaps'],
    ['Demo for …pez', 'Demo for Maria Lopez', 'perhaps'],
    ['Jrgen', 'Jürgen', 'perhaps'],
    ['Jurgen', 'Jürgen', 'perhaps'],
    ['J?rgen', 'Jürgen', 'perhaps'],
    ['Tom &amp; Ada', 'Tom & Ada', 'perhaps'],
    ['Demo (2)', 'Demo', 'perhaps'],
    ['???', '面談', 'perhaps'],
    ['New Conversation', '🎉', 'perhaps'],
    ['🎉', '🎉🎉', 'perhaps'],
    // Other names.
    ['Demo for Ada', 'Demo for Maria', 'different'],
    ['Zapier 2026-11-20 15:00 UTC 7f3a9c1e', 'Zapier 2026-11-20 15:00 UTC 8f3a9c1e', 'different'],
    ['ab', 'ba', 'different'],
    ['🎈', '🎉', 'different'],
    // Nothing is told, or nothing was sent.
    [null, 'Demo', 'unknown'],
    ['', 'Demo', 'unknown'],
    [' ', 'Demo', 'unknown'],
    ['Demo', undefined, 'unknown'],
    ['Demo', ' ', 'unknown'],
  ])('%j for %j: %s', (told, sent, likeness) => {
    expect(compareTexts(told, sent)).toBe(likeness);
  });

  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => text.trim() !== '');

  test('what becomes of a name never differs from it', () => {
    fc.assert(
      fc.property(name, fc.nat(30), (sent, length) => {
        const stripped = sent.replace(/[^\p{L}\p{M}\p{N}\s]/gu, '');
        expect(compareTexts(sent, sent)).toBe('same');
        expect(['same', 'unknown', 'perhaps']).toContain(compareTexts(stripped, sent));
        if (/[\p{L}\p{N}]/u.test(sent)) {
          expect(compareTexts(stripped, sent)).toBe('same');
          expect(compareTexts(sent.toUpperCase(), sent)).not.toBe('different');
        }
        const cut = [...sent].slice(0, length).join('');
        expect(compareTexts(cut, sent)).not.toBe('different');
      }),
      draws(500),
    );
  });
});

describe('ids', () => {
  test.each([
    ['R90BBD427F71', 'r90bbd427f71', 'same'],
    ['r90bbd427f71', 'r90bbd427f7', 'different'],
    ['r1', 'r2', 'different'],
    [null, 'r1', 'unknown'],
    ['', 'r1', 'unknown'],
    ['r1', undefined, 'unknown'],
    ['r1', ' ', 'unknown'],
  ])('%j for %j: %s', (told, sent, likeness) => {
    expect(compareIds(told, sent)).toBe(likeness);
  });
});

describe('addresses', () => {
  const SENT = 'https://hooks.example.com/catch/1/a?b=c';

  test.each([
    [SENT, 'same'],
    ['hooks.example.com/catch/1/a?b=c', 'same'],
    [' http://hooks.example.com/catch/1/a/?b=c', 'same'],
    ['HTTPS://Hooks.Example.com/catch/1/a?b=c#', 'same'],
    ['https://hooks.example.com/catch/1/a', 'perhaps'],
    ['https://hooks.example.com/catch/2/a?b=c', 'different'],
    ['https://other.example.org/', 'different'],
    [null, 'unknown'],
  ])('%j: %s', (told, likeness) => {
    expect(compareUrls(told, SENT)).toBe(likeness);
  });

  test('nothing was sent', () => {
    expect(compareUrls(SENT, undefined)).toBe('unknown');
  });
});
