package io.github.hidbpf4j.cli.author;

import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The reports of a device, and the parts of them that templates use. */
final class DeviceParts {
  private static final int PAGE_KEYBOARD = 0x07;
  private static final int PAGE_BUTTON = 0x09;
  private static final int IN_RANGE = 0x000d0032;
  private static final int TIP_SWITCH = 0x000d0042;

  /** Keys that templates use: in an array their values must be the same as their usages. */
  private static final List<Integer> KEYS = List.of(0x04, 0x05, 0x29, 0x39, 0x45);

  private final RecordedDevice device;
  private final @Nullable ReportDescriptor descriptor;
  private final String refusal;

  DeviceParts(RecordedDevice device) {
    this.device = device;
    ReportDescriptor parsed = null;
    String why = "";
    try {
      parsed = device.parseDescriptor();
    } catch (DescriptorException e) {
      why = String.valueOf(e.getMessage());
    }
    this.descriptor = parsed;
    this.refusal = why;
  }

  /**
   * Why the kernel rejects the descriptor, so that nothing is known of its reports; "" if it
   * accepts it.
   */
  String refusal() {
    return refusal;
  }

  RecordedDevice device() {
    return device;
  }

  List<ReportLayout> reports() {
    return descriptor == null
        ? List.of()
        : descriptor.reports().stream().filter(r -> r.bits() > 0).toList();
  }

  /** The first input report that has a named part. */
  Optional<ReportLayout> input() {
    return inputs().stream().filter(r -> !ReportPart.of(r).isEmpty()).findFirst();
  }

  private List<ReportLayout> inputs() {
    return reports().stream().filter(r -> r.type() == ReportType.INPUT).toList();
  }

  /** A button, or else what reports touch, or else the first switch. */
  Optional<ReportPart> button() {
    return switches(p -> true)
        .min(
            Comparator.comparingInt(
                p -> p.usage() >>> 16 == PAGE_BUTTON ? 0 : p.usage() == TIP_SWITCH ? 1 : 2));
  }

  /** Another button: the last one of the same report and page. */
  Optional<ReportPart> otherButton(ReportPart button) {
    return switches(p -> p.report().equals(button.report()))
        .filter(p -> p.usage() >>> 16 == button.usage() >>> 16 && p.bit() != button.bit())
        .reduce((first, last) -> last);
  }

  /** Whether a pen is in range. */
  Optional<ReportPart> inRange() {
    return switches(p -> p.usage() == IN_RANGE).findFirst();
  }

  private Stream<ReportPart> switches(Predicate<ReportPart> wanted) {
    return inputs().stream()
        .flatMap(r -> ReportPart.of(r).stream())
        .filter(ReportPart::isSwitch)
        .filter(wanted);
  }

  /** The array of pressed keys, a byte each. */
  Optional<ReportPart> keys() {
    return inputs().stream()
        .flatMap(r -> ReportPart.of(r).stream())
        .filter(
            p ->
                p.field().isArray()
                    && p.usage() >>> 16 == PAGE_KEYBOARD
                    && p.size() == Byte.SIZE
                    && p.shift() == 0
                    && KEYS.stream().allMatch(k -> selects(p.field(), k)))
        .findFirst();
  }

  private static boolean selects(Field field, int key) {
    int index = field.selectedIndex(key);
    return index >= 0 && field.usage(index) == (PAGE_KEYBOARD << 16 | key);
  }

  /** The report that a device is asked for when it wakes. */
  Optional<ReportLayout> asked() {
    return reports().stream()
        .filter(r -> r.type() == ReportType.FEATURE)
        .findFirst()
        .or(() -> inputs().stream().findFirst());
  }
}
