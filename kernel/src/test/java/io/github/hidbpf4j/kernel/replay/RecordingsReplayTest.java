package io.github.hidbpf4j.kernel.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays every available recording on the bare device: what was recorded from a hidraw node must
 * get through to one.
 */
class RecordingsReplayTest {
  private static final Path OURS = Path.of(System.getProperty("hidbpf4j.root"), "testdata", "hid");

  @TestFactory
  Stream<DynamicTest> ourRecordings() throws IOException {
    return tests(OURS);
  }

  @TestFactory
  Stream<DynamicTest> recordingsOfRealDevices() throws IOException {
    String folder = System.getProperty("hidbpf4j.recordings", "");
    assumeTrue(!folder.isEmpty(), "no folder of recordings: set -Dhidbpf4j.recordings=DIR");
    return tests(Path.of(folder));
  }

  @Test
  void thereAreRecordingsOfOurs() throws IOException {
    assertThat(tests(OURS)).isNotEmpty();
  }

  private static Stream<DynamicTest> tests(Path folder) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".hid")).sorted().toList()) {
        tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> replay(file)));
      }
    }
    return tests.stream();
  }

  private static void replay(Path file) throws IOException {
    Recording recording = Recording.read(file);
    for (RecordedDevice device : recording.devices()) {
      List<RecordedEvent> events = recording.events(device.index(), RecordedEvent.Kind.INPUT);
      Iterator<RecordedEvent> next = events.iterator();
      List<ReplayEvent> seen = new ArrayList<>();
      ReplaySummary summary =
          Replay.run(
              ReplaySetup.builder(
                      Profiles.forName("6.12").orElseThrow(),
                      KernelTypes.forProfile("6.12").btf(),
                      device)
                  .build(),
              (EntryInput) () -> next.hasNext() ? next.next() : null,
              new HostSide() {
                @Override
                void report(ReplayEvent event) {
                  seen.add(event);
                }
              });
      assertThat(summary.events()).isEqualTo(events.size());
      assertThat(summary.changed() + summary.injected()).isZero();
      assertThat(summary.unchanged() + summary.dropped()).isEqualTo(events.size());
      for (int i = 0; i < seen.size(); i++) {
        assertThat(seen.get(i).input()).isEqualTo(events.get(i).data());
        assertThat(seen.get(i).isUnchanged()).isNotEqualTo(seen.get(i).isDropped());
      }
    }
  }
}
