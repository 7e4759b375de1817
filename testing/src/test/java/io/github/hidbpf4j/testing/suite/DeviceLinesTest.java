package io.github.hidbpf4j.testing.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.hid.recording.RecordingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording without its events has the same devices as with them. */
class DeviceLinesTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  @TempDir Path folder;

  @Test
  void theDevicesOfEveryRecordingThatThereIs() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(ROOT.resolve("testdata"))) {
      all = files.filter(f -> f.toString().matches(".*\\.(hid|yml)")).sorted().toList();
    }
    int read = 0;
    for (Path file : all) {
      Recording whole;
      try {
        whole = Recording.read(file);
      } catch (RecordingException e) {
        continue;
      }
      read++;
      assertThat(DeviceLines.read(file).devices()).as("%s", file).isEqualTo(whole.devices());
      if (file.toString().endsWith(".hid")) {
        assertThat(DeviceLines.read(file).events()).as("%s", file).isEmpty();
      }
    }
    assertThat(read).isGreaterThan(50);
  }

  /** Lines of all lengths, so that they end anywhere in a buffer, with and without CR. */
  @Test
  void wherever() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (String end : List.of("\n", "\r\n")) {
      StringBuilder text = new StringBuilder();
      for (int device = 0; device < 40; device++) {
        text.append("D: ").append(device).append(end).append("R: 2 05 01").append(end);
        text.append("N: Bee ").append(device).append(end).append("# ");
        text.append("E: no event ".repeat(random.nextInt(900))).append(end);
        text.append("E: 000000.000000 1 0").append(device % 10).append(end);
      }
      text.append("E: 000000.100000 1 00");
      Path file = Files.writeString(folder.resolve("many.hid"), text);
      Recording recording = DeviceLines.read(file);
      assertThat(recording.events()).isEmpty();
      assertThat(recording.devices()).isEqualTo(Recording.read(file).devices()).hasSize(40);
    }
  }

  @Test
  void linesKeepTheirNumbers() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("bad.hid"),
            "R: 2 05 01\nE: 000000.000000 1 00\nB: 000000.000000 1 00\nI: 3 x 1\n");
    assertThatThrownBy(() -> DeviceLines.read(file))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("bad.hid:4: ");
  }
}
