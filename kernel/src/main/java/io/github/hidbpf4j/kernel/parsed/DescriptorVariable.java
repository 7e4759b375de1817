package io.github.hidbpf4j.kernel.parsed;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The global variable {@code HID_REPORT_DESCRIPTOR}, into which udev-hid-bpf (since 2.3) puts the
 * device's parsed report descriptor before probe. It is filled only in objects that have it, and
 * only if their BTF has the layout of {@code struct hid_rdesc_descriptor} (Linux 7.3, {@code
 * drivers/hid/bpf/progs/hid_report_descriptor_helpers.h}): members are compared by name, offset and
 * size, names of types are not. All of it is packed and little-endian.
 */
public final class DescriptorVariable {
  /** Name of the variable. */
  public static final String NAME = "HID_REPORT_DESCRIPTOR";

  private static final int MOST_REPORTS = 16;
  private static final int MOST_FIELDS = 64;
  private static final int MOST_COLLECTIONS = 32;

  /** The types, as sizes and members that the BTF must have. */
  private record Expected(String name, int size, List<ExpectedMember> members) {}

  /**
   * @param name empty for an anonymous struct or union
   * @param bits its offset in bits
   * @param size its size in bytes; 0 for a bit-field
   * @param of its type, or that of the array's elements; null for a plain number
   * @param count number of elements; 0 if it is not an array
   */
  private record ExpectedMember(
      String name, int bits, int size, @Nullable Expected of, int count) {}

  private static final Expected COLLECTION =
      new Expected(
          "hid_rdesc_collection",
          5,
          List.of(
              number("usage_page", 0, 2),
              number("usage_id", 2, 2),
              number("collection_type", 4, 1)));

  private static final Expected RANGE =
      new Expected(
          "range of usages",
          4,
          List.of(number("usage_minimum", 0, 2), number("usage_maximum", 2, 2)));

  private static final Expected USAGE =
      new Expected(
          "union of usages",
          4,
          List.of(number("usage_id", 0, 2), new ExpectedMember("", 0, 4, RANGE, 0)));

  private static final Expected FLAGS =
      new Expected(
          "flags",
          1,
          List.of(
              flag("is_relative", 0),
              flag("wraps", 1),
              flag("is_nonlinear", 2),
              flag("has_no_preferred_state", 3),
              flag("has_null_state", 4),
              flag("is_volatile", 5),
              flag("is_buffered_bytes", 6)));

  private static final Expected FIELD =
      new Expected(
          "hid_rdesc_field",
          21 + MOST_COLLECTIONS * COLLECTION.size,
          List.of(
              number("field_type", 0, 1),
              number("num_collections", 1, 1),
              number("bits_start", 2, 2),
              number("bits_end", 4, 2),
              number("usage_page", 6, 2),
              new ExpectedMember("", 8 * 8, 4, USAGE, 0),
              number("logical_minimum", 12, 4),
              number("logical_maximum", 16, 4),
              new ExpectedMember("flags", 20 * 8, 1, FLAGS, 0),
              array("collections", 21, COLLECTION, MOST_COLLECTIONS)));

  private static final Expected REPORT =
      new Expected(
          "hid_rdesc_report",
          4 + MOST_FIELDS * FIELD.size,
          List.of(
              number("report_id", 0, 1),
              number("size_in_bits", 1, 2),
              number("num_fields", 3, 1),
              array("fields", 4, FIELD, MOST_FIELDS)));

  /** Input, output, feature. */
  private static final List<ReportType> TYPES =
      List.of(ReportType.INPUT, ReportType.OUTPUT, ReportType.FEATURE);

  private static final int REPORTS = MOST_REPORTS * REPORT.size;

  private static final Expected DESCRIPTOR =
      new Expected(
          "hid_rdesc_descriptor",
          3 + 3 * REPORTS,
          List.of(
              number("num_input_reports", 0, 1),
              number("num_output_reports", 1, 1),
              number("num_feature_reports", 2, 1),
              array("input_reports", 3, REPORT, MOST_REPORTS),
              array("output_reports", 3 + REPORTS, REPORT, MOST_REPORTS),
              array("feature_reports", 3 + 2 * REPORTS, REPORT, MOST_REPORTS)));

  private static ExpectedMember number(String name, int offset, int size) {
    return new ExpectedMember(name, 8 * offset, size, null, 0);
  }

  private static ExpectedMember flag(String name, int bit) {
    return new ExpectedMember(name, bit, 0, null, 0);
  }

  private static ExpectedMember array(String name, int offset, Expected of, int count) {
    return new ExpectedMember(name, 8 * offset, of.size * count, of, count);
  }

  private final Btf btf;
  private final DataVariable variable;

  DescriptorVariable(Btf btf, DataVariable variable) {
    this.btf = btf;
    this.variable = variable;
  }

  /** The variable of an object; empty if it has none, or a constant one. */
  public static Optional<DescriptorVariable> of(BpfObject object) {
    return object
        .btf()
        .flatMap(
            btf ->
                object.variables().stream()
                    .filter(v -> v.name().equals(NAME) && !v.map().contains(".rodata"))
                    .findFirst()
                    .map(v -> new DescriptorVariable(btf, v)));
  }

  /** Its size in bytes. */
  public long size() {
    return variable.size();
  }

  /** The unexpected part of its layout, in one line; empty if there is none. */
  public String misfit() {
    String cause = misfit(DESCRIPTOR, variable.typeId());
    if (cause.isEmpty()) {
      return "";
    }
    String sizes =
        variable.size() == DESCRIPTOR.size
            ? ""
            : "has %d bytes, expected %d: ".formatted(variable.size(), DESCRIPTOR.size);
    return "%s %s%s; take the layout of struct hid_rdesc_descriptor from Linux 7.3's hid_report_descriptor_helpers.h (udev-hid-bpf 2.3)"
        .formatted(NAME, sizes, cause);
  }

  /** The innermost mismatch. */
  private String misfit(Expected expected, int typeId) {
    if (!(btf.resolved(typeId) instanceof BtfType.Composite type)) {
      return "it is not a struct, expected struct " + expected.name;
    }
    String what =
        type.name().isEmpty() ? expected.name : (type.union() ? "union " : "struct ") + type.name();
    for (ExpectedMember wanted : expected.members) {
      String wrong = misfit(what, type, wanted);
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    return type.size() == expected.size
        ? ""
        : "%s has %d bytes, expected %d".formatted(what, type.size(), expected.size);
  }

  private String misfit(String what, BtfType.Composite type, ExpectedMember wanted) {
    BtfType.Member found = null;
    for (BtfType.Member m : type.members()) {
      // Anonymous members are distinguished by offset.
      boolean there = !wanted.name.isEmpty() || m.bitOffset() == wanted.bits;
      if (m.name().equals(wanted.name) && there) {
        found = m;
      }
    }
    String member = wanted.name.isEmpty() ? "its unnamed member" : "'" + wanted.name + "'";
    if (found == null) {
      return "%s lacks %s at offset %d".formatted(what, member, wanted.bits / 8);
    }
    if (found.bitOffset() != wanted.bits) {
      return wanted.size == 0
          ? "%s: %s is at bit %d, expected %d"
              .formatted(what, member, found.bitOffset(), wanted.bits)
          : "%s: %s is at offset %d, expected %d"
              .formatted(what, member, found.bitOffset() / 8, wanted.bits / 8);
    }
    if (wanted.size == 0) {
      return found.bitFieldSize() == 1
          ? ""
          : "%s: %s has %d bits, expected 1".formatted(what, member, bits(found));
    }
    Expected of = wanted.of;
    if (of != null && wanted.count == 0) {
      return misfit(of, found.type());
    }
    if (of != null && btf.resolved(found.type()) instanceof BtfType.Array array) {
      String wrong = misfit(of, array.type());
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    long size = found.bitFieldSize() == 0 ? btf.sizeOf(found.type()) : 0;
    return size == wanted.size
        ? ""
        : "%s: %s has %d bytes, expected %d".formatted(what, member, size, wanted.size);
  }

  private long bits(BtfType.Member member) {
    return member.bitFieldSize() == 0 ? 8 * btf.sizeOf(member.type()) : member.bitFieldSize();
  }

  /**
   * The contents to write into the variable.
   *
   * @param bytes all bytes of the variable
   * @param leftOut parts of the descriptor that do not fit, one line each
   */
  public record Contents(byte[] bytes, List<String> leftOut) {}

  /**
   * Parses a report descriptor for it.
   *
   * @param descriptor the one in use when the object is loaded
   * @throws DescriptorException if udev-hid-bpf cannot parse it
   */
  public static Contents contents(byte[] descriptor) {
    ParsedDescriptor parsed = ParsedDescriptor.of(descriptor);
    byte[] bytes = new byte[DESCRIPTOR.size];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<String> leftOut = new ArrayList<>();
    for (int t = 0; t < TYPES.size(); t++) {
      ReportType type = TYPES.get(t);
      List<ParsedDescriptor.Report> reports = parsed.reports(type);
      int count = fitting(reports.size(), MOST_REPORTS, type.text() + " reports", leftOut);
      out.put(t, (byte) count);
      for (int i = 0; i < count; i++) {
        out.position(3 + t * REPORTS + i * REPORT.size);
        put(out, type, reports.get(i), leftOut);
      }
    }
    return new Contents(bytes, leftOut);
  }

  /**
   * Fills an object's variable with a device's report descriptor; does nothing if the object has no
   * such variable.
   *
   * @param descriptor the one in use when the object is loaded
   * @param write writes all of the variable
   * @param warnings receives a line for each part of the descriptor that does not fit
   * @return why it failed, in one line; empty on success, or if there is nothing to do
   */
  public static String fill(
      BpfObject object, byte[] descriptor, Consumer<byte[]> write, List<String> warnings) {
    DescriptorVariable variable = of(object).orElse(null);
    String misfit = variable == null ? "" : variable.misfit();
    if (variable == null || !misfit.isEmpty()) {
      return misfit;
    }
    try {
      Contents contents = contents(descriptor);
      warnings.addAll(contents.leftOut());
      write.accept(contents.bytes());
      return "";
    } catch (DescriptorException e) {
      return "%s is not filled: udev-hid-bpf cannot parse the device's %s"
          .formatted(NAME, e.getMessage());
    }
  }

  private static int fitting(int count, int most, String what, List<String> leftOut) {
    if (count > most) {
      leftOut.add("%s: %d of %d %s; there is room for no more".formatted(NAME, most, count, what));
    }
    return Math.min(count, most);
  }

  private static void put(
      ByteBuffer out, ReportType type, ParsedDescriptor.Report report, List<String> leftOut) {
    String whose = "%s report %d".formatted(type.text(), report.id());
    int count = fitting(report.entries().size(), MOST_FIELDS, "fields of " + whose, leftOut);
    int begin = out.position();
    out.put((byte) report.id()).putShort((short) report.bits()).put((byte) count);
    int deepest = 0;
    for (int i = 0; i < count; i++) {
      ParsedDescriptor.Entry entry = report.entries().get(i);
      out.position(begin + 4 + i * FIELD.size);
      put(out, entry);
      deepest = Math.max(deepest, entry.around().size());
    }
    int _ = fitting(deepest, MOST_COLLECTIONS, "collections around fields of " + whose, leftOut);
  }

  private static void put(ByteBuffer out, ParsedDescriptor.Entry entry) {
    List<ParsedDescriptor.Around> around = entry.around();
    int collections = Math.min(around.size(), MOST_COLLECTIONS);
    out.put((byte) entry.kind().ordinal()).put((byte) collections);
    out.putShort((short) entry.bitsStart()).putShort((short) entry.bitsEnd());
    out.putShort((short) entry.page());
    out.putShort((short) entry.firstUsage()).putShort((short) entry.lastUsage());
    out.putInt(entry.logicalMinimum()).putInt(entry.logicalMaximum());
    out.put((byte) entry.flags());
    for (ParsedDescriptor.Around a : around.subList(0, collections)) {
      out.putShort((short) a.page()).putShort((short) a.id()).put((byte) a.type());
    }
  }
}
