package io.github.hidbpf4j.hid.input;

import java.util.HashMap;
import java.util.Map;

/** Usages whose code depends only on the usage and the kernel. */
final class UsageCodes {
  /** No such row. */
  static final int NONE = -1;

  private static final Map<Integer, Integer> CODES = new HashMap<>();
  private static final Map<Integer, Integer> NEWER_CODES = new HashMap<>();

  static {
    TableResource.read(
        "usage-codes.tsv",
        row -> {
          int usage = Integer.parseInt(row[0], 16) << 16 | Integer.parseInt(row[1], 16);
          Integer code = InputEventCodes.find(row[2]);
          if (code == null) {
            throw new IllegalStateException("usage-codes.tsv: no code " + row[2]);
          }
          (row.length > 3 ? NEWER_CODES : CODES).put(usage, code);
        });
  }

  private UsageCodes() {}

  /** Type in the upper and code in the lower 16 bits, or {@link #NONE}. */
  static int find(int usage, InputRules rules) {
    Integer code = CODES.get(usage);
    if (code == null && rules.knowsNewerUsages()) {
      code = NEWER_CODES.get(usage);
    }
    return code == null ? NONE : code;
  }
}
