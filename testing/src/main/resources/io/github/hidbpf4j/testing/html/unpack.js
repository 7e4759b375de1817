// SPDX-License-Identifier: Apache-2.0
// Reads what Packer.java and RowChunk.java write.

function bytesOfBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  return bytes;
}

/** Reads numbers of bytes: seven bits each, the lowest first, as long as the top bit is set. */
class ByteReader {
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  unsigned() {
    let byte = this.bytes[this.at++];
    if (byte < 0x80) {
      return byte;
    }
    // Beyond 32 bits shifts do not go.
    let value = byte & 0x7f;
    let scale = 128;
    do {
      byte = this.bytes[this.at++];
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80);
    return value;
  }

  signed() {
    return unzigzag(this.unsigned());
  }

  /** Nanoseconds; the lowest bit says that they are no whole microseconds. */
  nanos() {
    const value = this.unsigned();
    return value % 2 === 0 ? unzigzag(value / 2) * 1000 : unzigzag((value - 1) / 2);
  }

  /** A part with its length in front. */
  part() {
    const length = this.unsigned();
    const part = new ByteReader(this.bytes, this.at, this.at + length);
    this.at += length;
    return part;
  }
}

function unzigzag(value) {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Undoes Packer.java. */
function unpack(packed) {
  const reader = new ByteReader(packed);
  let out = new Uint8Array(Math.max(1024, packed.length * 6));
  let length = 0;
  const reserve = more => {
    if (length + more > out.length) {
      const larger = new Uint8Array(Math.max(length + more, out.length * 2));
      larger.set(out);
      out = larger;
    }
  };
  for (;;) {
    const literals = reader.unsigned();
    reserve(literals);
    out.set(packed.subarray(reader.at, reader.at + literals), length);
    reader.at += literals;
    length += literals;
    const match = reader.unsigned();
    if (match === 0) {
      return out.subarray(0, length);
    }
    const distance = reader.unsigned();
    reserve(match);
    // What is copied may only come to be while it is: bytes one by one.
    for (let i = 0; i < match; i++, length++) {
      out[length] = out[length - distance];
    }
  }
}
