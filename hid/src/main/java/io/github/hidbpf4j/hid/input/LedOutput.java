package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.report.BitField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends LEDs to the device: whichever is switched, the whole report of the device's first LED field
 * is sent, so LEDs of other reports are never sent ({@code hidinput_led_worker}).
 */
final class LedOutput implements InputDevice.LedListener {
  private final List<MappedReport> outputs;
  private final InputEventSink sink;

  LedOutput(List<MappedReport> outputs, InputEventSink sink) {
    this.outputs = outputs;
    this.sink = sink;
  }

  @Override
  public void switched(int code, boolean on) {
    if (!store(code, on ? 1 : 0)) {
      return;
    }
    byte[] report = report();
    if (report != null) {
      sink.output(report);
    }
  }

  /** The report of the first LED, with the current state of the LEDs; null without LEDs. */
  byte @Nullable [] report() {
    MappedReport report = firstWithLed();
    return report == null ? null : encode(report);
  }

  private boolean store(int code, int value) {
    for (MappedReport report : outputs) {
      for (MappedField field : report.fields) {
        for (int i = 0; i < field.usages.length; i++) {
          MappedUsage usage = field.usages[i];
          if (usage.type == InputEventCodes.EV_LED && usage.code == code) {
            if (i < field.field.count() && fits(field, value)) {
              field.values[i] = value;
            }
            return true;
          }
        }
      }
    }
    return false;
  }

  /** In a signed field the value must survive the round trip. */
  private static boolean fits(MappedField field, int value) {
    int size = Math.min(field.field.size(), 32);
    return field.minimum >= 0 || BitField.signExtend(value, size) == value;
  }

  private @Nullable MappedReport firstWithLed() {
    for (MappedReport report : outputs) {
      for (MappedField field : report.fields) {
        for (MappedUsage usage : field.usages) {
          if (usage.type == InputEventCodes.EV_LED) {
            return report;
          }
        }
      }
    }
    return null;
  }

  private static byte[] encode(MappedReport report) {
    byte[] data = new byte[report.layout.length()];
    int skip = report.id() > 0 ? 1 : 0;
    if (skip > 0) {
      data[0] = (byte) report.id();
    }
    for (MappedField field : report.fields) {
      for (int i = 0; i < field.field.count(); i++) {
        BitField.insert(
            data,
            skip,
            data.length - skip,
            field.field.bitOffset() + i * field.field.size(),
            Math.min(field.field.size(), 32),
            field.values[i]);
      }
    }
    return data;
  }
}
