package io.github.hidbpf4j.bpf.map;

/** The 4-byte little-endian ids that users see in maps of maps and of programs. */
final class IdValue {
  private IdValue() {}

  /** The id in these bytes; -1 unless there are four. */
  static int read(byte[] bytes) {
    if (bytes.length != 4) {
      return -1;
    }
    return (bytes[0] & 0xff)
        | (bytes[1] & 0xff) << 8
        | (bytes[2] & 0xff) << 16
        | (bytes[3] & 0xff) << 24;
  }

  static void write(byte[] bytes, int id) {
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (id >>> (8 * i));
    }
  }
}
