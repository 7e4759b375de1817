package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.kernel.event.ReplayStart.Attachment;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.kernel.KernelAttachment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code hidbpf attach} prints about programs that the kernel runs. */
final class KernelView {
  private final PrintWriter out;

  KernelView(PrintWriter out) {
    this.out = out;
  }

  /** Prints which objects were attached, and what the device looks like now. */
  void attached(KernelAttachment attachment, @Nullable LiveDevice now) {
    LiveDevice before = attachment.device();
    line("kernel", before.toString());
    for (Attachment each : attachment.attachments()) {
      line(
          "object",
          each.reason().isEmpty()
              ? "%s: attached %s".formatted(each.object(), String.join(", ", each.attached()))
              : "%s: %s".formatted(each.object(), each.reason()));
      each.properties().forEach((name, value) -> line("property", name + "=" + value));
      each.warnings().forEach(warning -> line("warning", warning));
      each.passedOver().forEach(other -> line("passed", other));
    }
    if (now == null) {
      line("device", "is gone");
      return;
    }
    Path hidraw = now.hidraw();
    line(
        "device",
        "driver %s, descriptor of %d bytes%s, %s"
            .formatted(
                now.driver().isEmpty() ? "none" : now.driver(),
                now.descriptor().length,
                Arrays.equals(now.descriptor(), before.descriptor())
                    ? ""
                    : " (was %d, or another)".formatted(before.descriptor().length),
                hidraw == null ? "no hidraw node" : hidraw));
  }

  /** Prints what can be seen from here on. */
  void watching() {
    line(
        "events",
        "what follows comes out of the programs; what the device sent them, and what they drop, "
            + "the kernel does not show");
    out.flush();
  }

  /** Prints that the command ends, and what is left attached. */
  void ends(List<String> left) {
    line("kernel", left.isEmpty() ? "detached" : "stays attached: " + String.join(", ", left));
    out.flush();
  }

  private void line(String subject, String text) {
    out.println("%-11s %s".formatted(subject, Hex.printable(text)));
  }
}
