package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.map.BpfMap;
import java.math.BigInteger;
import java.util.HexFormat;

/** Names of map elements: {@code alarms[1]}. */
final class ElementName {
  private static final int MOST_BYTES = 32;

  private ElementName() {}

  /** Just the map's name if it has only one element; otherwise as in {@link #withKey}. */
  static String of(BpfMap map, long key) {
    return map.spec().maxEntries() == 1 ? map.spec().name() : withKey(map, key);
  }

  /** Map and key: as a number, or in hexadecimal when it is longer than one. */
  static String withKey(BpfMap map, long key) {
    int size = map.spec().keySize();
    if (key == 0 || size <= 0) {
      return map.spec().name();
    }
    byte[] bytes = map.memory().getBytes(key, Math.min(size, MOST_BYTES));
    if (size > 8) {
      return map.spec().name() + "[" + HexFormat.of().formatHex(bytes) + "]";
    }
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    return map.spec().name() + "[" + new BigInteger(1, bigEndian) + "]";
  }
}
