package io.github.hidbpf4j.testing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.kernel.event.Cause;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.InputOutcome.Dropped;
import io.github.hidbpf4j.kernel.event.InputOutcome.Sender;
import io.github.hidbpf4j.kernel.event.InputOutcome.Stage;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.Stamp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fate of injected reports is recorded, even if nothing came of them. */
class RunTranscriberTest {
  private static final byte[] BYTES = {1, 2};

  private static Cause report(long index) {
    return new Cause(Cause.Kind.REPORT, index);
  }

  private static Stamp at(long micros, Cause cause) {
    return new Stamp(micros * 1_000, 1, 0, cause, 0);
  }

  private static InputOutcome outcome(
      long micros, Cause cause, Sender sender, InputOutcome.Fate fate) {
    return new InputOutcome(
        at(micros, cause), ReportType.INPUT, sender, "p", BYTES, true, List.of(), BYTES, fate);
  }

  private static final InputOutcome.Fate DELIVERED =
      new InputOutcome.Delivered(Delivery.INJECTED, null);
  private static final InputOutcome.Fate BY_HOOK = new Dropped(Stage.HOOKS, "q", -22, "");
  private static final InputOutcome.Fate BUSY = new Dropped(Stage.REFUSED, "", -16, "is busy");

  private static List<String> text(KernelEvent... events) {
    TextTranscript text = new TextTranscript();
    RunTranscriber transcriber = new RunTranscriber(text);
    for (KernelEvent event : events) {
      transcriber.event(event);
    }
    transcriber.finish();
    return text.lines();
  }

  @Test
  void injectionsThatAreDroppedAreTakenDown() {
    assertThat(
            text(
                outcome(1, Cause.NONE, Sender.PROGRAM, DELIVERED),
                outcome(2, Cause.NONE, Sender.PROGRAM, BY_HOOK),
                new DeviceEvent.ReportSent(at(3, Cause.NONE), 0, new byte[] {7}, null),
                outcome(3, report(0), Sender.PROGRAM, BUSY),
                outcome(3, report(0), Sender.PROGRAM, DELIVERED),
                outcome(3, report(0), Sender.DEVICE, BY_HOOK)))
        .containsExactly(
            "0.000001 + 01 02",
            "0.000002 x 01 02   injected by a program, dropped: the program returned -EINVAL (-22)",
            "0.000003 x 01 02   injected by a program, dropped: is busy",
            "0.000003 < 07",
            "  + 01 02",
            "  x the program returned -EINVAL (-22)");
  }

  /** What the kernel requested is not an injection, and earlier recorded lines stay unchanged. */
  @Test
  void nothingElseIsNew() {
    assertThat(
            text(
                outcome(2, Cause.NONE, Sender.KERNEL, BY_HOOK),
                outcome(3, Cause.NONE, Sender.DEVICE, BUSY)))
        .isEmpty();
  }
}
