package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.hid.descriptor.DecodedItem;
import io.github.hidbpf4j.hid.descriptor.Item;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The change from one descriptor to another as C: the new bytes, or a program that makes it. */
final class DescriptorPatch {
  private static final int CHECKED_AT_MOST = 16;

  private final byte[] before;
  private final byte[] after;

  DescriptorPatch(byte[] before, byte[] after) {
    this.before = before.clone();
    this.after = after.clone();
  }

  // ---- bytes

  /** The new bytes in hex, as {@code hidbpf descriptor} reads them. */
  List<String> hex() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < after.length; i += 16) {
      lines.add(Hex.spaced(Arrays.copyOfRange(after, i, Math.min(i + 16, after.length))));
    }
    return lines;
  }

  /** The new bytes as a C array, one item per line. */
  List<String> array() {
    return array("fixed_rdesc", 0);
  }

  private List<String> array(String name, int from) {
    List<String> lines = new ArrayList<>();
    lines.add("static const __u8 " + name + "[] = {");
    int at = from;
    for (DecodedItem decoded : DecodedItem.of(after)) {
      Item item = decoded.item();
      if (item.end() > from) {
        lines.add(
            "\t%s /* %s%s */"
                .formatted(
                    bytes(Math.max(from, item.offset()), item.end()),
                    "  ".repeat(decoded.depth()),
                    decoded.text()));
        at = item.end();
      }
    }
    if (at < after.length) {
      lines.add("\t" + bytes(at, after.length));
    }
    lines.add("};");
    return lines;
  }

  private String bytes(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : " ").append("0x%02x,".formatted(after[i]));
    }
    return text.toString();
  }

  // ---- program

  /**
   * A program for {@code hid_rdesc_fixup} that checks the size and the old bytes before it changes
   * any.
   */
  List<String> program(String title, @Nullable RecordedDevice device) {
    List<String> lines = new ArrayList<>();
    int same = Arrays.mismatch(before, after);
    lines.add("// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause");
    lines.add(
        "// Changes the report descriptor of %s: written by hidbpf descriptor --edit."
            .formatted(Hex.printable(title)));
    lines.add("#include \"hid_bpf.h\"");
    lines.add("#include \"hid_bpf_helpers.h\"");
    lines.add("");
    if (device != null) {
      lines.add(
          "HID_BPF_CONFIG(HID_DEVICE(0x%02x, HID_GROUP_ANY, 0x%04x, 0x%04x));"
              .formatted(device.bus(), device.vendor(), device.product()));
      lines.add("");
    }
    boolean moved = before.length != after.length;
    if (moved) {
      lines.add("/* everything from the first differing byte on */");
      lines.addAll(array("changed", same));
      lines.add("");
    }
    lines.add("SEC(HID_BPF_RDESC_FIXUP)");
    lines.add("int BPF_PROG(fix_rdesc, struct hid_bpf_ctx *hctx)");
    lines.add("{");
    lines.add("\t__u8 *data = hid_bpf_get_data(hctx, 0, HID_MAX_DESCRIPTOR_SIZE);");
    lines.add("");
    lines.add("\tif (!data)");
    lines.add("\t\treturn 0;");
    lines.add("\t/* another firmware or interface, or fixed already: leave it */");
    lines.addAll(checks(moved, same));
    lines.add("\t\treturn 0;");
    if (moved) {
      lines.add("\t__builtin_memcpy(data + %d, changed, sizeof(changed));".formatted(same));
      lines.add("\treturn %d;".formatted(after.length));
    } else {
      for (int at = 0; at < after.length; at++) {
        if (before[at] != after[at]) {
          lines.add(
              "\tdata[%d] = 0x%02x; /* was 0x%02x: %s */"
                  .formatted(at, after[at], before[at], itemAt(at)));
        }
      }
      lines.add("\treturn 0;");
    }
    lines.add("}");
    lines.add("");
    lines.add("HID_BPF_OPS(fix) = {");
    lines.add("\t.hid_rdesc_fixup = (void *)fix_rdesc,");
    lines.add("};");
    lines.add("");
    lines.add("char _license[] SEC(\"license\") = \"Dual BSD/GPL\";");
    return lines;
  }

  private List<String> checks(boolean moved, int same) {
    List<String> checks = new ArrayList<>();
    checks.add("hctx->size != " + before.length);
    List<Integer> looked = new ArrayList<>();
    int end = moved ? before.length - commonEnd(same) : before.length;
    for (int at = same; at < end && looked.size() < CHECKED_AT_MOST; at++) {
      if (moved || before[at] != after[at]) {
        looked.add(at);
      }
    }
    if (looked.isEmpty() && same > 0) {
      looked.add(same - 1); // new bytes follow it
    }
    looked.forEach(at -> checks.add("data[%d] != 0x%02x".formatted(at, before[at])));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      lines.add(
          (i == 0 ? "\tif (" : "\t    ") + checks.get(i) + (i == checks.size() - 1 ? ")" : " ||"));
    }
    return lines;
  }

  /** How many bytes at the end both have in common. */
  private int commonEnd(int same) {
    int count = 0;
    int most = Math.min(before.length, after.length) - same;
    while (count < most && before[before.length - 1 - count] == after[after.length - 1 - count]) {
      count++;
    }
    return count;
  }

  private String itemAt(int at) {
    return DecodedItem.of(after).stream()
        .filter(d -> d.item().offset() <= at && at < d.item().end())
        .map(DecodedItem::text)
        .findFirst()
        .orElse("not a whole item");
  }
}
