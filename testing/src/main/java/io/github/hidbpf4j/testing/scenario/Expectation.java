package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.model.BytePattern;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expectation in a scenario. */
public sealed interface Expectation {
  /** The next report that the host gets. */
  record Report(BytePattern pattern) implements Expectation {}

  /** The next report that the host gets is what the device sent last. */
  record Unchanged() implements Expectation {}

  /**
   * Fields of the next report that the host gets.
   *
   * @param values by name
   * @param only whether all others must be at rest
   */
  record Fields(Map<String, String> values, boolean only) implements Expectation {
    /** Copies. */
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** What the device sent last does not reach the host. */
  record Dropped() implements Expectation {}

  /** The host gets nothing, and readers of the input devices get nothing unexpected. */
  record Nothing() implements Expectation {}

  /**
   * The next packet of an input device.
   *
   * @param input name of the input device; "" for any
   * @param events such as {@code BTN_LEFT 1}, in order; empty to expect no packet
   */
  record Evdev(String input, List<String> events) implements Expectation {
    /** Copies. */
    public Evdev {
      events = List.copyOf(events);
    }
  }

  /**
   * The next request of a program or driver.
   *
   * @param kind kind of request
   * @param type type of the report; null for any
   * @param id of the report; -1 for any
   * @param report the bytes that are sent; matches anything if none are given
   * @param failed whether it fails; null if that does not matter
   */
  record Request(
      RecordedRequest.Kind kind,
      @Nullable ReportType type,
      int id,
      BytePattern report,
      @Nullable Boolean failed)
      implements Expectation {}

  /** The result of the host's last request: these bytes. */
  record Answer(BytePattern report) implements Expectation {}

  /** The host's last request failed. */
  record AnswerError() implements Expectation {}

  /** The next line that a program prints contains this text. */
  record Printk(String text) implements Expectation {}

  /** A finding of this kind was made; none at all if the kind is empty. */
  record Found(String kind) implements Expectation {}

  /** A udev property that probes set. */
  record Property(String name, String value) implements Expectation {}

  /** All objects are attached to the device, or not all, for a reason that contains this text. */
  record Attached(boolean all, String text) implements Expectation {}

  /** The kernel loads all objects, or rejects one for a reason that contains this text. */
  record Verdict(boolean loads, String text) implements Expectation {}

  /** The report descriptor in use. */
  record Descriptor(BytePattern bytes) implements Expectation {}

  /** The descriptor contains these bytes. */
  record DescriptorPart(BytePattern bytes) implements Expectation {}

  /** The driver that is bound to the device. */
  record Driver(String name) implements Expectation {}

  /** An input device has these codes, such as {@code REL_HWHEEL}. */
  record Input(List<String> codes) implements Expectation {
    /** Copies. */
    public Input {
      codes = List.copyOf(codes);
    }
  }

  /** A global variable of an object has this value, as {@code hidbpf} prints it. */
  record Variable(String name, String value) implements Expectation {}

  /** Everything that happens to the devices in the scenario is as in its snapshot. */
  record Snapshot() implements Expectation {}
}
