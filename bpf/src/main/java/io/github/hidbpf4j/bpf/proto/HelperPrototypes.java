package io.github.hidbpf4j.bpf.proto;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All prototypes of Linux 6.12's helpers. A few helpers have several, for different program types:
 * {@link HelperPrototype#variant} tells them apart, {@link HelperSets} says which programs get
 * which.
 */
final class HelperPrototypes {
  private static final List<HelperPrototype> ALL =
      Helpers.all().stream().flatMap(h -> h.prototypes().stream()).toList();

  private static final Map<String, HelperPrototype> BY_VARIANT = new LinkedHashMap<>();

  static {
    for (HelperPrototype p : ALL) {
      if (BY_VARIANT.put(p.variant(), p) != null) {
        throw new IllegalStateException("two prototypes called " + p.variant());
      }
    }
  }

  private HelperPrototypes() {}

  /** All, by number. */
  public static List<HelperPrototype> all() {
    return ALL;
  }

  /** All prototypes of a helper, the one named like the helper first; empty for unknown numbers. */
  public static List<HelperPrototype> of(int number) {
    Helper helper = Helpers.of(number);
    return helper == null ? List.of() : helper.prototypes();
  }

  /** The prototype of this variant, or null. */
  public static @Nullable HelperPrototype find(String variant) {
    return BY_VARIANT.get(variant);
  }

  /**
   * The prototype of this variant.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static HelperPrototype get(String variant) {
    HelperPrototype p = BY_VARIANT.get(variant);
    if (p == null) {
      throw new IllegalArgumentException("no helper prototype '" + variant + "'");
    }
    return p;
  }
}
