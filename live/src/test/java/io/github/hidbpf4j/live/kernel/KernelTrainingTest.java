package io.github.hidbpf4j.live.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTrainingTest {
  private static final Path OBJECT =
      Path.of(
          System.getProperty("hidbpf4j.root", ".."),
          "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o");

  /** Whether or not this machine has a libbpf, HID-BPF, or rights. */
  @Test
  void trainsAnywhereAndPinsNothing() throws IOException {
    List<KernelPins.Pinned> before = new KernelPins(HostFiles.SYSTEM).all();
    BpfObject object = BpfObject.open(OBJECT.toString(), Files.readAllBytes(OBJECT));
    assertThatCode(() -> KernelTraining.run(object)).doesNotThrowAnyException();
    assertThat(new KernelPins(HostFiles.SYSTEM).all()).isEqualTo(before);
  }
}
