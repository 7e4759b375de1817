package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.kernel.conduct.ReportIds;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The input reports of a device, as far as known. */
final class InputReports {
  private static final int BUFFER_UNIT = 64;

  private final @Nullable ReportDescriptor device;
  private final List<ReportLayout> layouts;

  InputReports(@Nullable ReportDescriptor device) {
    this.device = device;
    this.layouts = device == null ? List.of() : device.reports(ReportType.INPUT);
  }

  boolean isKnown() {
    return device != null;
  }

  /** Whether their first byte is an id. */
  boolean isNumbered() {
    return device != null && device.isNumbered(ReportType.INPUT);
  }

  /** Possible values of the first byte. */
  ReportIds ids() {
    return isNumbered()
        ? ReportIds.of(layouts.stream().map(ReportLayout::id).toList())
        : ReportIds.ALL;
  }

  /** Length in bytes of the longest of these reports, id included; empty if unknown. */
  OptionalInt longest(ReportIds ids) {
    return layouts.stream()
        .filter(layout -> !isNumbered() || ids.contains(layout.id()))
        .mapToInt(ReportLayout::length)
        .max();
  }

  /** Size in bytes of the buffer passed to event hooks. */
  OptionalInt bufferSize() {
    return device == null
        ? OptionalInt.empty()
        : OptionalInt.of((device.maxReportLength() + BUFFER_UNIT - 1) / BUFFER_UNIT * BUFFER_UNIT);
  }
}
