package io.github.hidbpf4j.cli.author;

import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The scenario that a new fix begins with: it checks what the template does, and its author extends
 * it.
 */
final class FirstScenario {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final int KEY_A = 0x04;
  private static final int KEY_B = 0x05;
  private static final int KEY_ESCAPE = 0x29;
  private static final int KEY_CAPS_LOCK = 0x39;
  private static final int KEY_F12 = 0x45;

  private final DeviceParts parts;
  private final List<FixKind> kinds;

  FirstScenario(DeviceParts parts, List<FixKind> kinds) {
    this.parts = parts;
    this.kinds = kinds;
  }

  String text(String recording, boolean oneOfSeveral, String kernels) {
    StringBuilder text = new StringBuilder();
    text.append("# docs/testing.md of hidbpf4j has the lines that scenarios are made of.\n");
    text.append("device ").append(recording);
    if (oneOfSeveral) {
      text.append(" index ").append(parts.device().index());
    }
    text.append("\nkernel ").append(kernels.replace(",", ", ")).append("\n\n");
    text.append("scenario \"the fix accepts the device\"\nexpect attached\n");
    List<FixKind> acting = kinds.stream().filter(FixKind::acts).toList();
    if (!parts.refusal().isEmpty()) {
      text.append(
          "\n# to do: the kernel still refuses the descriptor, and no driver binds the "
              + "device:\n# expect driver hid-generic\n");
    } else if (acting.size() == 1) {
      text.append('\n').append(of(acting.getFirst()));
    } else if (acting.isEmpty()) {
      parts.input().ifPresent(r -> text.append('\n').append(nothingYet(r)));
    } else {
      text.append("\n# to do: what the fixes do together\n");
    }
    return text.toString();
  }

  private static String nothingYet(ReportLayout report) {
    return """
        # to do: it changes nothing yet
        scenario "a report of the device"
        send %s
        expect unchanged
        """
        .formatted(HEX.formatHex(rest(report)));
  }

  private String of(FixKind kind) {
    return switch (kind) {
      case DESCRIPTOR, EVENT -> "";
      case DEBOUNCE -> debounce(parts.button().orElseThrow());
      case REMAP -> remap();
      case MACRO -> macro();
      case REINIT -> reinit();
      case PROXIMITY -> proximity(parts.inRange().orElseThrow());
    };
  }

  private static String debounce(ReportPart button) {
    String up = HEX.formatHex(rest(button.report()));
    String down = on(button);
    return """
        scenario "debounce: up for 5 ms is not up"
        send %2$s
        expect unchanged
        after 5 ms
        send %1$s
        expect %2$s
        after 5 ms
        send %2$s
        expect unchanged
        after 100 ms
        send %1$s
        expect %2$s
        expect %1$s, within 20 ms
        """
        .formatted(up, down);
  }

  private String remap() {
    Optional<ReportPart> keys = parts.keys();
    if (keys.isPresent()) {
      return """
          scenario "remap: Caps Lock is Escape"
          send %s
          expect %s
          send %s
          expect unchanged
          """
          .formatted(
              key(keys.get(), 0, KEY_CAPS_LOCK),
              key(keys.get(), 0, KEY_ESCAPE),
              key(keys.get(), 0, KEY_A));
    }
    ReportPart one = parts.button().orElseThrow();
    ReportPart other = parts.otherButton(one).orElseThrow();
    return """
        scenario "remap: two buttons change places"
        send %1$s
        expect %2$s
        send %2$s
        expect %1$s
        """
        .formatted(on(one), on(other));
  }

  private String macro() {
    Optional<ReportPart> keys = parts.keys();
    ReportLayout report = keys.or(parts::button).orElseThrow().report();
    String trigger;
    String first;
    String third;
    if (keys.isPresent()) {
      int last = keys.get().count() - 1;
      trigger = key(keys.get(), 0, KEY_F12);
      first = key(keys.get(), last, KEY_A);
      third = key(keys.get(), last, KEY_B);
    } else {
      ReportPart button = parts.button().orElseThrow();
      trigger = on(parts.otherButton(button).orElseThrow());
      first = on(button);
      third = first;
    }
    return """
        scenario "macro: one press, three steps"
        send %2$s
        expect %3$s
        expect %1$s, within 10 ms
        expect %4$s, within 10 ms
        expect %1$s, within 10 ms
        after 1 s
        send %1$s
        expect unchanged
        """
        .formatted(HEX.formatHex(rest(report)), trigger, first, third);
  }

  private String reinit() {
    ReportLayout report = parts.input().orElseThrow();
    ReportLayout asked = parts.asked().orElseThrow();
    String what =
        (asked.type() == ReportType.FEATURE ? "feature " : "input ")
            + "0x%02x".formatted(asked.id());
    return """
        scenario "reinit: asked when it wakes, and when it wakes again"
        device answers get %2$s: reply %3$s
        send %1$s
        expect unchanged
        expect request get %2$s succeeds, within 1 ms
        after 1 s
        send %1$s
        expect unchanged
        after 5 s
        send %1$s
        expect unchanged
        expect request get %2$s succeeds, within 1 ms
        after 1 s

        scenario "reinit: asked again when it does not answer"
        device answers get %2$s: reply %3$s
        device answers get %2$s, times 1: error EPIPE
        send %1$s
        expect unchanged
        expect request get %2$s fails, within 1 ms
        expect request get %2$s succeeds, within 51 ms
        after 1 s
        """
        .formatted(HEX.formatHex(rest(report)), what, HEX.formatHex(rest(asked)));
  }

  private static String proximity(ReportPart inRange) {
    return """
        scenario "proximity: out of range for 5 ms is not out of range"
        send %2$s
        expect unchanged
        after 5 ms
        send %1$s
        expect dropped
        after 5 ms
        send %2$s
        expect unchanged
        after 100 ms
        send %1$s
        expect dropped
        expect %1$s, within 20 ms
        """
        .formatted(HEX.formatHex(rest(inRange.report())), on(inRange));
  }

  // ---- reports

  private static byte[] rest(ReportLayout report) {
    byte[] bytes = new byte[report.length()];
    if (report.id() > 0) {
      bytes[0] = (byte) report.id();
    }
    return bytes;
  }

  private static String on(ReportPart part) {
    byte[] bytes = rest(part.report());
    bytes[part.firstByte()] |= (byte) part.mask();
    return HEX.formatHex(bytes);
  }

  private static String key(ReportPart keys, int place, int key) {
    byte[] bytes = rest(keys.report());
    bytes[keys.firstByte() + place] = (byte) key;
    return HEX.formatHex(bytes);
  }
}
