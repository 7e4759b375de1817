package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * Feature requests that kernel drivers send by themselves while they bind, through the hooks with
 * source 0 (Linux 6.12 {@code __hid_request}, {@code hidinput_change_resolution_multipliers},
 * {@code mt_get_feature}). Stores the known values of features.
 */
final class FeatureRequests {
  private static final int GD_RESOLUTION_MULTIPLIER = 0x0001_0048;

  private final HidDevice device;
  private final ReportDescriptor reports;
  private final Map<Integer, byte[]> values = new HashMap<>();

  FeatureRequests(HidDevice device, ReportDescriptor reports) {
    this.device = device;
    this.reports = reports;
  }

  /**
   * Requests the highest resolution of every axis that offers a choice. If the device refuses, the
   * values are set back to the lowest, for which a report with other features is read once more;
   * they are not sent, and later reports are not touched.
   */
  void raiseResolution() {
    for (ReportLayout report : reports.reports(ReportType.FEATURE)) {
      if (choose(report, true) && write(report) < 0) {
        boolean _ = choose(report, false);
        return;
      }
    }
  }

  private boolean choose(ReportLayout report, boolean highest) {
    long withUsages = report.fields().stream().filter(field -> !field.isPadding()).count();
    boolean asked = false;
    boolean chosen = false;
    for (Field field : report.fields()) {
      for (int i = 0; field.count() == 1 && i < field.usageCount(); i++) {
        if (field.usage(i) != GD_RESOLUTION_MULTIPLIER) {
          continue;
        }
        if (!asked && withUsages > 1) {
          request(report);
          asked = true;
        }
        put(report, field, i, highest ? field.logicalMaximum() : field.logicalMinimum());
        chosen = true;
      }
    }
    return chosen;
  }

  /**
   * GET_REPORT whose answer would take the input path, where the probe holds the input lock: the
   * values are unchanged.
   */
  private void request(ReportLayout report) {
    byte[] buffer = new byte[report.length() + (report.id() == 0 ? 1 : 0)];
    int ret = transfer(report, buffer, ClassRequest.GET_REPORT);
    if (ret >= 0) {
      device.inputReport(ReportType.FEATURE, buffer, 0, Math.min(ret, buffer.length));
    }
  }

  /** GET_REPORT whose answer is stored. */
  void read(ReportLayout report) {
    byte[] buffer = new byte[report.length()];
    int ret = transfer(report, buffer, ClassRequest.GET_REPORT);
    if (ret < 0) {
      device.log("failed to fetch feature " + report.id());
    } else if (buffer.length == 0 || (buffer[0] & 0xff) != report.id()) {
      device.log("Returned feature report did not match the request");
    } else if (device.rawEvent(ReportType.FEATURE, ReportView.of(buffer)) < 0) {
      device.log("failed to report feature");
    } else {
      keep(report, buffer);
    }
  }

  private void keep(ReportLayout report, byte[] buffer) {
    byte[] known = values(report);
    int skip = report.id() == 0 ? 0 : 1;
    for (Field field : report.fields()) {
      // Padding stays zero: the kernel writes reports from the values of fields.
      for (int bit = field.bitOffset();
          !field.isPadding() && bit < field.bitOffset() + field.bits();
          bit++) {
        int at = bit / 8 + skip;
        if (at < buffer.length && (buffer[at] >> bit % 8 & 1) != 0) {
          known[bit / 8] |= (byte) (1 << bit % 8);
        } else {
          known[bit / 8] &= (byte) ~(1 << bit % 8);
        }
      }
    }
  }

  /** Sets the value of one element of a field. */
  void put(ReportLayout report, Field field, int index, int value) {
    if (index >= field.count()) {
      return;
    }
    byte[] known = values(report);
    int first = field.bitOffset() + index * field.size();
    for (int i = 0; i < field.size(); i++) {
      int bit = first + i;
      boolean set = (i < 32 ? value >> i : value >> 31) << 31 != 0;
      if (set) {
        known[bit / 8] |= (byte) (1 << bit % 8);
      } else {
        known[bit / 8] &= (byte) ~(1 << bit % 8);
      }
    }
  }

  /** SET_REPORT of the values. */
  int write(ReportLayout report) {
    byte[] known = values(report);
    // Byte 0 is the id, or reserved for it.
    byte[] buffer = new byte[known.length + 1];
    buffer[0] = (byte) report.id();
    System.arraycopy(known, 0, buffer, 1, known.length);
    return transfer(report, buffer, ClassRequest.SET_REPORT);
  }

  private byte[] values(ReportLayout report) {
    return values.computeIfAbsent(report.id(), id -> new byte[report.payloadLength()]);
  }

  private int transfer(ReportLayout report, byte[] buffer, ClassRequest request) {
    return device.hwRawRequest(
        report.id(),
        MemorySegment.ofArray(buffer),
        0,
        buffer.length,
        ReportType.FEATURE,
        request,
        0,
        false);
  }
}
