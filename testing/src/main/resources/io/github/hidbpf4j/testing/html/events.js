// SPDX-License-Identifier: Apache-2.0
// The rows of a run, column by column.

class Events {
  constructor(data) {
    this.kinds = data.kinds;
    this.lanes = data.lanes.map(([kind, name], index) => ({index, kind, name}));
    this.texts = data.texts;
    this.errnos = data.errnos;
    this.gap = data.gap ? {from: data.gap[0], rows: data.gap[1]} : null;
    this.total = data.rows;
    const count = data.rows - (this.gap ? this.gap.rows : 0);
    this.count = count;
    this.kind = new Uint8Array(count);
    this.lane = new Uint16Array(count);
    this.time = new Float64Array(count);
    this.took = new Float64Array(count);
    this.text = new Uint32Array(count);
    this.blob = new Uint32Array(count);
    this.a = new Float64Array(count);
    this.b = new Float64Array(count);
    this.root = new Int32Array(count);
    this.#read(data.chunks);
    this.kindOf = Object.fromEntries(data.kinds.map((name, number) => [name, number]));
    this.order = this.#inOrder();
  }

  #read(chunks) {
    const contents = [];
    const sizes = [0];
    let row = 0;
    let bytes = 0;
    for (const chunk of chunks) {
      const reader = new ByteReader(unpack(bytesOfBase64(chunk)));
      const rows = reader.unsigned();
      const first = reader.unsigned();
      const [kinds, lanes, times, durations, texts, blobs, as, bs, roots, lengths, content] =
        Array.from({length: 11}, () => reader.part());
      const sent = this.kinds.indexOf('sent');
      const base = sizes.length - 1;
      let time = 0;
      let number = 0;
      for (let i = 0; i < rows; i++, row++) {
        const kind = kinds.unsigned();
        this.kind[row] = kind;
        this.lane[row] = lanes.unsigned();
        this.time[row] = time += times.nanos();
        this.took[row] = durations.nanos();
        this.text[row] = texts.unsigned();
        const blob = blobs.unsigned();
        this.blob[row] = blob === 0 ? 0 : base + blob;
        const a = as.signed();
        this.a[row] = kind === sent ? number += a : a;
        this.b[row] = bs.signed();
        const back = roots.unsigned();
        this.root[row] = back === 0 ? -1 : this.#kept(first + i - back + 1);
      }
      while (lengths.at < lengths.end) {
        bytes += lengths.unsigned();
        sizes.push(bytes);
      }
      contents.push(content);
    }
    // Blob n lies between ends n - 1 and n.
    this.ends = Uint32Array.from(sizes);
    this.pool = new Uint8Array(bytes);
    let at = 0;
    for (const content of contents) {
      this.pool.set(content.bytes.subarray(content.at, content.end), at);
      at += content.end - content.at;
    }
  }

  /** Where the row of this number is now; -1 where it is missing. */
  #kept(number) {
    const gap = this.gap;
    if (!gap || number < gap.from) {
      return number;
    }
    return number < gap.from + gap.rows ? -1 : number - gap.rows;
  }

  /**
   * Rows by time. They are already, but for what applications get only because time passes: that is
   * told when something else happens.
   */
  #inOrder() {
    const order = new Uint32Array(this.count);
    const late = [];
    let highest = -Infinity;
    let length = 0;
    for (let row = 0; row < this.count; row++) {
      if (this.time[row] < highest) {
        late.push(row);
      } else {
        highest = this.time[row];
        order[length++] = row;
      }
    }
    late.sort((one, other) => this.time[one] - this.time[other] || one - other);
    // From the end: both are in order.
    let to = this.count - 1;
    let i = length - 1;
    for (let k = late.length - 1; k >= 0; to--) {
      order[to] = i >= 0 && this.time[order[i]] > this.time[late[k]] ? order[i--] : late[k--];
    }
    return order;
  }

  bytes(row) {
    return this.blobBytes(this.blob[row]);
  }

  blobBytes(blob) {
    return blob === 0 ? NO_BYTES : this.pool.subarray(this.ends[blob - 1], this.ends[blob]);
  }

  is(row, kind) {
    return this.kind[row] === this.kindOf[kind];
  }

  textOf(row) {
    return this.texts[this.text[row]];
  }

  begin(row) {
    return this.time[row] - this.took[row];
  }

  /** A result: the errno where it is one. */
  result(value) {
    return this.errnos[value] ?? String(value);
  }
}

const NO_BYTES = new Uint8Array(0);

function hex(bytes, most = 64) {
  const shown = bytes.length > most ? bytes.subarray(0, most) : bytes;
  const text = Array.from(shown, byte => HEX[byte]).join(' ');
  return bytes.length > most ? `${text} … (${bytes.length} bytes)` : text;
}

const HEX = Array.from({length: 256}, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Index of the first element that is not below; the array rises. */
function lowerBound(array, value, from = 0, to = array.length) {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (array[middle] < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
