package io.github.hidbpf4j.cli.author;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DecodedItem;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.Item;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.usage.Usages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The program of a fix. */
final class FixSource {
  private static final Map<Integer, String> BUSES =
      Map.of(0x03, "BUS_USB", 0x05, "BUS_BLUETOOTH", 0x06, "BUS_VIRTUAL", 0x18, "BUS_I2C");

  private final String identifier;
  private final DeviceParts parts;
  private final List<FixKind> kinds;

  /** Reports for which the program needs a function that resets values that do not persist. */
  private final Set<ReportLayout> states = new LinkedHashSet<>();

  FixSource(String name, DeviceParts parts, List<FixKind> kinds) {
    this.identifier = name.replace('-', '_') + "_fix";
    this.parts = parts;
    this.kinds = kinds;
  }

  String text() {
    StringBuilder fixes = new StringBuilder();
    for (FixKind kind : kinds) {
      fixes.append('\n').append(fix(kind));
    }
    StringBuilder text = new StringBuilder();
    text.append(head());
    for (ReportLayout report : parts.reports()) {
      text.append('\n').append(constants(report));
    }
    List<FixKind> later = kinds.stream().filter(FixKind::isLater).toList();
    if (!later.isEmpty()) {
      String alarms = later.stream().map(k -> k.alarm() + ",").collect(Collectors.joining(" "));
      text.append('\n').append(CText.part("alarm.bpf.c", Map.of("ALARMS", alarms)));
    }
    for (ReportLayout report : states) {
      text.append('\n').append(state(report));
    }
    text.append(fixes);
    if (!later.isEmpty()) {
      text.append('\n').append(work(later));
    }
    return text.append('\n').append(hooks()).toString();
  }

  // ---- what each has

  private String head() {
    RecordedDevice device = parts.device();
    StringBuilder text = new StringBuilder();
    text.append("// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause\n");
    text.append("/*\n * %s\n *\n".formatted(CText.comment(title(device))));
    text.append(" * To do: what is wrong with it, and what this does about it.\n */\n");
    text.append("#include \"hid_bpf.h\"\n#include \"hid_bpf_helpers.h\"\n");
    if (kinds.stream().anyMatch(this::isForKeys)) {
      text.append("#include \"hid_usages.h\"\n");
    }
    text.append("\nchar _license[] SEC(\"license\") = \"Dual BSD/GPL\";\n\n");
    text.append(
        "HID_BPF_CONFIG(\n\tHID_DEVICE(%s, HID_GROUP_%s, 0x%04x, 0x%04x)\n);\n\n"
            .formatted(
                BUSES.getOrDefault(device.bus(), "0x%02x".formatted(device.bus())),
                device.group().name(),
                device.vendor(),
                device.product()));
    text.append("/*\n * Its report descriptor:\n *\n");
    byte[] bytes = device.descriptor();
    for (DecodedItem item : DecodedItem.of(bytes)) {
      text.append(
          " * %3d  %-15s %s%s\n"
              .formatted(
                  item.item().offset(),
                  hex(bytes, item.item()),
                  "  ".repeat(Math.min(item.depth(), 8)),
                  CText.comment(item.text())));
    }
    if (!parts.refusal().isEmpty()) {
      text.append(" *\n * The kernel refuses it: %s.\n".formatted(CText.comment(parts.refusal())));
    }
    text.append(" */\n#define RDESC_SIZE %d\n".formatted(bytes.length));
    return text.toString();
  }

  private static String hex(byte[] bytes, Item item) {
    StringBuilder text = new StringBuilder();
    for (int i = item.offset(); i < item.end(); i++) {
      text.append(i == item.offset() ? "" : " ").append("%02x".formatted(bytes[i]));
    }
    return text.toString();
  }

  static String title(RecordedDevice device) {
    return "%s (%04x:%04x)"
        .formatted(
            device.name().isEmpty() ? "A device" : device.name(),
            device.vendor(),
            device.product());
  }

  private static String constants(ReportLayout report) {
    String prefix = ReportPart.prefix(report);
    StringBuilder text = new StringBuilder();
    text.append(
        "/* %s, %d byte%s%s */\n"
            .formatted(
                words(report),
                report.length(),
                report.length() == 1 ? "" : "s",
                report.application() == 0
                    ? ""
                    : ": " + CText.comment(Usages.name(report.application()))));
    if (report.id() > 0) {
      text.append("#define %s_ID %d\n".formatted(prefix, report.id()));
    }
    text.append("#define %s_SIZE %d\n".formatted(prefix, report.length()));
    for (ReportPart part : ReportPart.of(report)) {
      part.lines().forEach(l -> text.append(l).append('\n'));
    }
    return text.toString();
  }

  private static String words(ReportLayout report) {
    return report.type().text() + " report" + (report.id() > 0 ? " " + report.id() : "");
  }

  // ---- the fixes

  private String fix(FixKind kind) {
    return switch (kind) {
      case DESCRIPTOR -> descriptor();
      case EVENT -> CText.part("event.bpf.c", event());
      case DEBOUNCE -> CText.part("debounce.bpf.c", button(kind, true));
      case REMAP ->
          isForKeys(kind)
              ? CText.part("remap-keys.bpf.c", keys(kind, false))
              : CText.part("remap-bits.bpf.c", twoButtons(kind, false));
      case MACRO -> macro();
      case REINIT -> CText.part("reinit.bpf.c", asked());
      case PROXIMITY -> CText.part("proximity.bpf.c", pen());
    };
  }

  private boolean isForKeys(FixKind kind) {
    return (kind == FixKind.REMAP || kind == FixKind.MACRO) && parts.keys().isPresent();
  }

  private String descriptor() {
    byte[] bytes = parts.device().descriptor();
    List<DecodedItem> items = DecodedItem.of(bytes);
    Optional<DecodedItem> patched =
        items.stream()
            .filter(i -> i.item().is(Item.MAIN, Item.INPUT) && i.item().size() > 0)
            .findFirst()
            .or(() -> items.stream().findFirst());
    int at = patched.map(i -> i.item().end() - 1).orElse(0);
    return CText.part(
        "descriptor.bpf.c",
        Map.of(
            "PATCH_AT",
            Integer.toString(at),
            "PATCH_ITEM",
            patched.map(i -> CText.comment("data of " + i.text())).orElse("of an incomplete item"),
            "PATCH_BYTE",
            "0x%02x".formatted(bytes[at])));
  }

  private Map<String, String> event() {
    ReportLayout report = parts.input().orElseThrow(() -> unsuited(FixKind.EVENT, "input report"));
    Map<String, String> values = report(report, FixKind.EVENT);
    values.put("FIELD", ReportPart.of(report).getFirst().name() + "_BYTE");
    return values;
  }

  private Map<String, String> button(FixKind kind, boolean withState) {
    ReportPart button =
        parts.button().orElseThrow(() -> unsuited(kind, "input report with a button"));
    Map<String, String> values = report(button.report(), kind);
    values.put("SWITCH", button.name());
    values.put("SWITCH_NAME", CText.comment(button.words()));
    if (withState) {
      states.add(button.report());
    }
    return values;
  }

  private Map<String, String> twoButtons(FixKind kind, boolean withState) {
    Map<String, String> values = button(kind, withState);
    ReportPart other =
        parts
            .button()
            .flatMap(parts::otherButton)
            .orElseThrow(() -> unsuited(kind, "input report with two buttons or with keys"));
    values.put("OTHER", other.name());
    values.put("OTHER_NAME", CText.comment(other.words()));
    return values;
  }

  private Map<String, String> keys(FixKind kind, boolean withState) {
    ReportPart keys = parts.keys().orElseThrow(() -> unsuited(kind, "keys"));
    Map<String, String> values = report(keys.report(), kind);
    values.put("KEYS", keys.name());
    if (withState) {
      states.add(keys.report());
    }
    return values;
  }

  private String macro() {
    boolean forKeys = isForKeys(FixKind.MACRO);
    Map<String, String> values =
        forKeys ? keys(FixKind.MACRO, true) : twoButtons(FixKind.MACRO, true);
    values.put("TRIGGER", CText.part(forKeys ? "trigger-key.bpf.c" : "trigger-bit.bpf.c", values));
    return CText.part("macro.bpf.c", values);
  }

  private Map<String, String> asked() {
    if (parts.input().isEmpty()) {
      throw unsuited(FixKind.REINIT, "input report");
    }
    ReportLayout report =
        parts.asked().orElseThrow(() -> unsuited(FixKind.REINIT, "report to ask for"));
    return Map.of(
        "ASKED",
        ReportPart.prefix(report),
        "ASKED_NAME",
        words(report),
        "ASKED_ID",
        report.id() > 0 ? ReportPart.prefix(report) + "_ID" : "0",
        "ASKED_TYPE",
        "HID_%s_REPORT".formatted(report.type().name()));
  }

  private Map<String, String> pen() {
    ReportPart inRange =
        parts
            .inRange()
            .orElseThrow(() -> unsuited(FixKind.PROXIMITY, "input report with In Range"));
    Map<String, String> values = report(inRange.report(), FixKind.PROXIMITY);
    values.put("SWITCH", inRange.name());
    return values;
  }

  private HidException unsuited(FixKind kind, String what) {
    return new HidException(
        "--fix %s: device %d, %s, has no %s: choose another kind of %s"
            .formatted(
                kind.id(),
                parts.device().index(),
                title(parts.device()),
                what,
                String.join(", ", FixKind.ids())));
  }

  private Map<String, String> report(ReportLayout report, FixKind kind) {
    String prefix = ReportPart.prefix(report);
    boolean numbered = report.id() > 0;
    int first = numbered ? 1 : 0;
    boolean marks = kinds.stream().anyMatch(FixKind::isLater);
    Map<String, String> values = new HashMap<>();
    values.put("REPORT", prefix);
    values.put("WRONG_ID", numbered ? " || data[0] != %s_ID".formatted(prefix) : "");
    values.put("FIRST", Integer.toString(first));
    values.put("MARKED", marks ? " || is_marked(data, %d, source)".formatted(first) : "");
    values.put("STATE", stateFunction(report));
    values.put("MARK", mark(report, kind));
    return values;
  }

  // ---- what fixes share

  private static String stateFunction(ReportLayout report) {
    return "state_of_" + ReportPart.prefix(report).toLowerCase(Locale.ROOT);
  }

  private static String state(ReportLayout report) {
    return CText.part(
        "state.bpf.c",
        Map.of(
            "REPORT",
            ReportPart.prefix(report),
            "REPORT_TEXT",
            words(report),
            "STATE",
            stateFunction(report),
            "STATE_BITS",
            CText.bytes(stateBits(report))));
  }

  private static byte[] stateBits(ReportLayout report) {
    byte[] bits = new byte[report.length()];
    Arrays.fill(bits, (byte) 0xff);
    int id = report.length() - report.payloadLength();
    for (Field field : report.fields()) {
      if (field.isVariable() && field.isRelative() && !field.isPadding()) {
        for (int i = 0; i < field.bits(); i++) {
          int at = id * Byte.SIZE + field.bitOffset() + i;
          bits[at / Byte.SIZE] &= (byte) ~(1 << at % Byte.SIZE);
        }
      }
    }
    return bits;
  }

  private static String work(List<FixKind> later) {
    StringBuilder text = new StringBuilder();
    text.append("/* What an alarm is set for. */\n");
    text.append("static int alarm_work(void *map, int *key, void *value)\n{\n");
    text.append("\tstruct fix_alarm *alarm = value;\n");
    text.append("\tstruct hid_bpf_ctx *hctx = hid_bpf_allocate_context(alarm->hid);\n\n");
    text.append("\tif (!hctx) /* the device is gone */\n\t\treturn 0;\n");
    for (FixKind kind : later) {
      text.append("\tif (*key == %s)\n\t\t%s_due(hctx);\n".formatted(kind.alarm(), kind.id()));
    }
    return text.append("\thid_bpf_release_context(hctx);\n\treturn 0;\n}\n").toString();
  }

  private String hooks() {
    List<String> members = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    List<FixKind> events = kinds.stream().filter(FixKind::isForEvents).toList();
    if (!events.isEmpty()) {
      text.append("SEC(HID_BPF_DEVICE_EVENT)\n");
      text.append(
          "int BPF_PROG(event, struct hid_bpf_ctx *hctx, enum hid_report_type type, __u64 source)\n{\n");
      if (events.size() > 1) {
        text.append("\tint result;\n\n");
      }
      for (FixKind kind : events.subList(0, events.size() - 1)) {
        text.append(
            "\tresult = %s(hctx, source);\n\tif (result)\n\t\treturn result;\n"
                .formatted(kind.function()));
      }
      text.append("\treturn %s(hctx, source);\n}\n\n".formatted(events.getLast().function()));
      members.add("\t.hid_device_event = (void *)event,\n");
    }
    if (kinds.contains(FixKind.DESCRIPTOR)) {
      members.add("\t.hid_rdesc_fixup = (void *)fix_descriptor,\n");
    }
    text.append("HID_BPF_OPS(%s) = {\n".formatted(identifier));
    members.forEach(text::append);
    text.append("};\n\n");
    return text.append(probe()).toString();
  }

  private String probe() {
    boolean refused = !parts.refusal().isEmpty();
    return """
        %s
        SEC("syscall")
        int probe(struct hid_bpf_probe_args *args)
        {
        \targs->retval = %sargs->rdesc_size == RDESC_SIZE ? 0 : -EINVAL;
        \treturn 0;
        }
        """
        .formatted(
            refused
                ? "/* Kernels show nothing of a descriptor that they refuse: fix_descriptor "
                    + "checks it. */"
                : "/* The interface that has these reports; others of the device have other descriptors. */",
            refused ? "!args->rdesc_size || " : "");
  }

  /** The marks that templates initialise with: the id if there is one, then the alarm's. */
  private static String mark(ReportLayout report, FixKind kind) {
    String alarm = "ALARM_MARK | " + kind.alarm();
    return report.id() > 0 ? ReportPart.prefix(report) + "_ID, " + alarm : alarm;
  }
}
