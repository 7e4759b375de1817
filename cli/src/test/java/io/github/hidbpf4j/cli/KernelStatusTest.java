package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.live.kernel.KernelOps;
import io.github.hidbpf4j.live.kernel.KernelPins.Owner;
import io.github.hidbpf4j.live.kernel.KernelPins.Pinned;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelStatusTest {
  private static final String DEVICE = "0003:1234:5678.0001";
  private static final String FOLDER = "0003_1234_5678_0001";
  private static final Pinned WHOLE = new Pinned(Owner.HIDBPF4J, FOLDER, "fix");
  private static final Pinned UNFINISHED = new Pinned(Owner.HIDBPF4J, FOLDER, "~other");

  private static List<String> texts(List<KernelOps> attached, List<Pinned> pins) {
    return KernelStatus.of(attached, pins, List.of(DEVICE)).stream()
        .map(status -> status.device() + " " + status.what() + " " + status.holders())
        .toList();
  }

  @Test
  void whatIsUnfinishedIsCalledSoBesideWhatIsAttached() {
    KernelOps ops = new KernelOps(1, "ops", List.of("pin /sys/fs/bpf/hidbpf4j/x/fix/ops"));
    assertThat(texts(List.of(ops), List.of(WHOLE, UNFINISHED)))
        .containsExactly(
            DEVICE + " ops [pin /sys/fs/bpf/hidbpf4j/x/fix/ops]",
            DEVICE + " other (unfinished) [pin of hidbpf]");
  }

  @Test
  void pinsAreWhatIsKnownWhereTheKernelDoesNotTell() {
    Pinned gone = new Pinned(Owner.UDEV_HID_BPF, "0003_9999_5678_0002", "0010-Mouse");
    assertThat(texts(List.of(), List.of(WHOLE, gone)))
        .containsExactly(
            DEVICE + " fix [pin of hidbpf]",
            "0003_9999_5678_0002 0010-Mouse [pin of udev-hid-bpf]");
  }
}
