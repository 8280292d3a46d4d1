import { describe, expect, test } from '@jest/globals';
import { ListOrder, momentOf } from '../../../tavus/lists/list_order.ts';

/** The order of a list as its things tell it: at the edges of what counts as one. */

const START = Date.parse('2026-11-20T15:00:00.000Z');

/** Things created so many seconds after the start. */
function created(...seconds: readonly number[]) {
  return seconds.map((each) => ({ created_at: new Date(START + each * 1000).toISOString() }));
}

function orderOf(...seconds: readonly number[]): ListOrder {
  const order = new ListOrder();
  order.add(created(...seconds));
  return order;
}

const MINUTES_DOWN = [420, 360, 300, 240, 180, 120, 60, 0];
const MINUTES_UP = [...MINUTES_DOWN].reverse();

describe('eight things in one direction make an order', () => {
  test('the newest first', () => {
    expect(orderOf(...MINUTES_DOWN)).toMatchObject({ falls: true, rises: false });
    expect(orderOf(...MINUTES_DOWN.slice(1)).falls).toBe(false);
  });

  test('the oldest first', () => {
    expect(orderOf(...MINUTES_UP)).toMatchObject({ falls: false, rises: true });
    expect(orderOf(...MINUTES_UP.slice(1)).rises).toBe(false);
  });

  test('not if steps are too small to tell from clocks that differ', () => {
    const fallingBy = (seconds: number) => orderOf(...MINUTES_UP.map((_, step) => -step * seconds));
    const risingBy = (seconds: number) => orderOf(...MINUTES_UP.map((_, step) => step * seconds));
    expect(fallingBy(5.001).falls).toBe(true);
    expect(fallingBy(5).falls).toBe(false);
    expect(risingBy(5.001).rises).toBe(true);
    expect(risingBy(5).rises).toBe(false);
  });

  test('one that is five seconds out of order does not end it, one that is more does', () => {
    expect(orderOf(...MINUTES_DOWN, 5).falls).toBe(true);
    expect(orderOf(...MINUTES_DOWN, 5.001).falls).toBe(false);
    expect(orderOf(...MINUTES_UP, 415).rises).toBe(true);
    expect(orderOf(...MINUTES_UP, 414.999).rises).toBe(false);
  });

  test('things without a moment change nothing', () => {
    const order = new ListOrder();
    for (const thing of created(...MINUTES_DOWN)) order.add([{}, thing, { created_at: 'soon' }]);
    expect(order.falls).toBe(true);
    expect(order.readSince).toBe(START + 5000);
  });
});

describe('a known order', () => {
  test('holds from the start, until something newer comes', () => {
    const order = new ListOrder(true);
    expect(order.falls).toBe(true);
    order.add(created(60, 0));
    expect(order.falls).toBe(true);
    order.add(created(60));
    expect(order.falls).toBe(false);
  });
});

describe('how far a list was read', () => {
  test('a change of the things does not matter', () => {
    const order = new ListOrder(true);
    const [thing] = created(0);
    order.add([{ ...thing, updated_at: new Date(START + 60_000).toISOString() }]);
    expect(order.readSince).toBe(START + 5000);
  });

  test('nobody knows where there is no order', () => {
    expect(orderOf(0).readSince).toBe(Number.POSITIVE_INFINITY);
  });
});

test.each([
  ['2020-01-01T00:00:00.000Z', Date.UTC(2020, 0, 1)],
  ['2019-12-31T23:59:59.999Z', null],
  ['0001-01-01T00:00:00Z', null],
  ['soon', null],
  [null, null],
])('the moment of %j is %j: Tavus began in 2020', (created_at, expected) => {
  expect(momentOf({ created_at })).toBe(expected);
});
