package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.live.device.TrainingNodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The training run gets to the end of a bridge: what it does not reach is missing in the cache. */
@Timeout(60)
class AttachTrainingTest {
  @TempDir Path folder;

  @Test
  void allReportsPassAndTheDeviceIsUnplugged() throws IOException {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int code =
        AttachTraining.run(
            Console.of(out, out),
            CommandRun.EXAMPLE.resolve("a4tech-horizontal-wheel.bpf.o"),
            Path.of(CommandRun.RECORDING),
            folder,
            true);
    assertThat(said.toString())
        .contains(
            "the device was unplugged; %1$d reports from the device, %1$d to the clone"
                .formatted(TrainingNodes.REPORTS));
    assertThat(code).isEqualTo(Errors.FINE);
  }
}
