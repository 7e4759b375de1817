package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.testing.scenario.Scenario;
import io.github.hidbpf4j.testing.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The scenarios for the fixes of Linux 7.3, without the fixes themselves: the scenarios and their
 * devices can be read. {@code scripts/kernel-fixes} runs them.
 */
class KernelFixScenariosTest {
  private static final Path FOLDER = CommandRun.ROOT.resolve("testdata/kernel-fixes");

  /** The number of fixes in {@code drivers/hid/bpf/progs} of Linux 7.3. */
  private static final int FIXES = 28;

  @Test
  void eachFixHasScenariosOfDevicesThatAreThere() throws IOException {
    List<Path> folders = list(FOLDER, Files::isDirectory);
    assertThat(folders).hasSize(FIXES);
    for (Path folder : folders) {
      List<Scenario> scenarios = new ArrayList<>();
      for (Path file : list(folder, f -> f.toString().endsWith(ScenarioFile.SUFFIX))) {
        scenarios.addAll(ScenarioFile.read(file));
      }
      assertThat(scenarios).as("%s", folder).isNotEmpty();
      for (Scenario scenario : scenarios) {
        for (Scenario.Device device : scenario.devices()) {
          assertThat(device.recording()).exists();
        }
      }
    }
  }

  @Test
  void eachDeviceHasADescriptorThatParses() throws IOException {
    for (Path folder : list(FOLDER, Files::isDirectory)) {
      for (Path file : list(folder, f -> f.toString().endsWith(".hid"))) {
        for (RecordedDevice device : Recording.read(file).devices()) {
          assertThat(ReportDescriptor.parse(device.descriptor()).reports())
              .as("%s", file)
              .isNotEmpty();
        }
      }
    }
  }

  /** Objects and sources of the kernel tree are not copied here. */
  @Test
  void noFixIsKept() throws IOException {
    try (Stream<Path> all = Files.walk(FOLDER)) {
      assertThat(all.filter(f -> f.toString().matches(".*\\.(o|c|h|snap)"))).isEmpty();
    }
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(wanted).sorted().toList();
    }
  }
}
