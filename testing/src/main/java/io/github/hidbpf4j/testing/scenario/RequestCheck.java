package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.model.BytePattern;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.testing.bench.Bench;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import io.github.hidbpf4j.testing.bench.Observation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares requests to the device, and answers to the host. */
final class RequestCheck {
  private RequestCheck() {}

  static @Nullable Mismatch check(
      Bench bench, BenchDevice device, long within, Expectation.Request expected) {
    Waiting.until(bench, device.requests(), within);
    Observation.Request next = device.requests().peek();
    if (next != null && fits(next.request(), expected)) {
      device.requests().remove();
      return null;
    }
    return new Mismatch(
        "expected that the device is asked: " + text(expected),
        next == null
            ? List.of("it was asked nothing" + Shown.inTime(within))
            : Shown.lines(device.requests()));
  }

  private static boolean fits(RecordedRequest r, Expectation.Request expected) {
    Boolean failed = expected.failed();
    return r.kind() == expected.kind()
        && (expected.type() == null || r.type() == expected.type())
        && (expected.id() < 0 || r.id() == expected.id())
        && expected.report().matches(r.data())
        && (failed == null || failed == r.result() < 0);
  }

  /** The request in the notation of scenarios. */
  private static String text(Expectation.Request expected) {
    StringBuilder text = new StringBuilder();
    switch (expected.kind()) {
      case GET_REPORT -> text.append("get");
      case SET_REPORT -> text.append("set");
      case OUTPUT_REPORT -> text.append("output");
    }
    if (expected.kind() != RecordedRequest.Kind.OUTPUT_REPORT) {
      var type = expected.type();
      text.append(' ').append(type == null ? "any" : type.text()).append(' ');
      text.append(expected.id() < 0 ? "any" : "0x%02x".formatted(expected.id()));
    }
    if (!expected.report().equals(BytePattern.EVERYTHING)) {
      text.append(": ").append(expected.report());
    }
    Boolean failed = expected.failed();
    if (failed != null) {
      text.append(failed ? " fails" : " succeeds");
    }
    return text.toString();
  }

  static @Nullable Mismatch answer(@Nullable RecordedRequest answer, BytePattern pattern) {
    return answer != null && answer.result() >= 0 && pattern.matches(answer.data())
        ? null
        : new Mismatch("expected the answer " + pattern, List.of(text(answer)));
  }

  static @Nullable Mismatch error(@Nullable RecordedRequest answer) {
    return answer != null && answer.result() < 0
        ? null
        : new Mismatch("expected an error", List.of(text(answer)));
  }

  private static String text(@Nullable RecordedRequest answer) {
    if (answer == null) {
      return "the host has asked nothing before";
    }
    return answer.result() < 0
        ? "found " + Errno.describe(answer.result())
        : "found "
            + (answer.data().length == 0 ? answer.result() + " bytes" : Shown.hex(answer.data()));
  }
}
