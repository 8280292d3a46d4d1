interface Aged {
  readonly createdAt: Date;
  readonly sequence: number;
}

function compare(one: Aged, other: Aged): number {
  return one.createdAt.getTime() - other.createdAt.getTime() || one.sequence - other.sequence;
}

/** Records from oldest to newest, kept in that order as they come and go. */
export class AgeIndex<Item extends Aged> {
  #items: Item[] = [];

  get items(): readonly Item[] {
    return this.#items;
  }

  add(item: Item): void {
    this.#items.splice(this.#position(item), 0, item);
  }

  addMany(items: readonly Item[]): void {
    this.#items = this.#items.concat(items).sort(compare);
  }

  remove(item: Item): void {
    const position = this.#position(item);
    if (this.#items[position] === item) {
      this.#items.splice(position, 1);
    }
  }

  /** The index of the item, or where it belongs. */
  #position(item: Item): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#items[middle];
      if (other !== undefined && compare(other, item) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
