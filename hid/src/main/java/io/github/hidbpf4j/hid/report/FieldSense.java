package io.github.hidbpf4j.hid.report;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.usage.Usages;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a host interprets a value besides its usage: validity, range, scale, and to which of several
 * described devices it belongs. As far as Linux 6.12 uses it ({@code hidinput_hid_event}, {@code
 * hidinput_calc_abs_res}, {@code hidinput_configure_usage} in {@code drivers/hid/hid-input.c}).
 */
final class FieldSense {
  private static final int DIGITIZERS = 0x0d;

  private FieldSense() {}

  /**
   * What differs between two elements, such as {@code range -127…1 → -127…127}; empty when a host
   * treats both alike. The limits of relative values matter only if a value is beyond them.
   */
  static String differences(FieldValue before, FieldValue after) {
    return differences(
        before.field(), after.field(), before.isOutOfRange() || after.isOutOfRange());
  }

  /**
   * Same, for all elements of two fields.
   *
   * @param beyond whether the value of either is out of its range
   */
  static String differences(Field a, Field b, boolean beyond) {
    if (haveSameSense(a, b)) {
      return "";
    }
    List<String> parts = new ArrayList<>(0);
    add(parts, "", usage(a.application()), usage(b.application()));
    add(parts, "", digitizer(a.physical()), digitizer(b.physical()));
    add(parts, "", digitizer(a.logical()), digitizer(b.logical()));
    if (a.isVariable() && b.isVariable()) {
      add(parts, "", a.isConstant() ? "constant" : "data", b.isConstant() ? "constant" : "data");
      add(
          parts,
          "",
          a.isRelative() ? "relative" : "absolute",
          b.isRelative() ? "relative" : "absolute");
      scale(parts, a, b, beyond);
    }
    return String.join(", ", parts);
  }

  /** Whether no difference matters to a host: the common case, without creating texts. */
  static boolean haveSameSense(Field a, Field b) {
    return a.application() == b.application()
        && a.physical() == b.physical()
        && a.logical() == b.logical()
        && a.flags() == b.flags()
        && a.logicalMinimum() == b.logicalMinimum()
        && a.logicalMaximum() == b.logicalMaximum()
        && a.physicalMinimum() == b.physicalMinimum()
        && a.physicalMaximum() == b.physicalMaximum()
        && a.unit() == b.unit()
        && a.unitExponent() == b.unitExponent();
  }

  private static void scale(List<String> parts, Field a, Field b, boolean beyond) {
    boolean absolute = !a.isRelative() && !b.isRelative();
    if (beyond || absolute) {
      add(parts, "range ", range(a), range(b));
    }
    if (beyond) {
      add(parts, "null state ", a.hasNullState() ? "yes" : "no", b.hasNullState() ? "yes" : "no");
    }
    if (absolute) {
      add(parts, "physical ", physical(a), physical(b));
      add(parts, "unit ", "0x%x".formatted(a.unit()), "0x%x".formatted(b.unit()));
      add(parts, "exponent ", String.valueOf(a.unitExponent()), String.valueOf(b.unitExponent()));
    }
  }

  private static void add(List<String> parts, String what, String before, String after) {
    if (!Objects.equals(before, after)) {
      parts.add(what + before + " → " + after);
    }
  }

  private static String range(Field f) {
    return f.logicalMinimum() + "…" + f.logicalMaximumValue();
  }

  /** Without physical limits, the logical ones are used. */
  private static String physical(Field f) {
    return f.physicalMinimum() == 0 && f.physicalMaximum() == 0
        ? "none"
        : f.physicalMinimum() + "…" + f.physicalMaximum();
  }

  private static String usage(int usage) {
    return usage == 0 ? "none" : Usages.name(usage);
  }

  private static String digitizer(int usage) {
    return usage >>> 16 == DIGITIZERS ? Usages.name(usage) : "none";
  }
}
