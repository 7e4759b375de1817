package io.github.hidbpf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a Java program sees of a fix: examples of this repository. */
class HidBpfTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("hidbpf4j.root", ".."), "examples");

  private static Path example(String name, String file) {
    return EXAMPLES.resolve(name).resolve(file);
  }

  private static HidBpf fix(String name) throws IOException {
    return HidBpf.load(example(name, name + ".bpf.o"));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  @Test
  void aReplayIsAValue() throws IOException {
    RunResult result =
        fix("a4tech-horizontal-wheel").on(example("a4tech-horizontal-wheel", "wheel.hid")).run();
    assertThat(result.kernel()).isEqualTo("6.12");
    assertThat(result.isAttached()).isTrue();
    assertThat(result.descriptor()).hasSize(52);
    assertThat(result.descriptorInUse()).hasSize(61);
    assertThat(result.events()).hasSize(26);
    assertThat(result.changes()).hasSize(26);
    assertThat(result.drops()).isEmpty();
    assertThat(result.hostReports()).hasSize(26);
    assertThat(result.findings()).isEmpty();
    RunResult.Event first = result.events().getFirst();
    assertThat(first.time()).isZero();
    assertThat(first.input()).isEqualTo(bytes("00 00 00 01"));
    assertThat(first.outputs())
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.bytes()).isEqualTo(bytes("00 00 00 01 00"));
              assertThat(report.delivery()).isEqualTo(Delivery.CHANGED);
              assertThat(report).hasToString("> 00 00 00 01 00");
              assertThat(report.decode().values()).isNotEmpty();
            });
  }

  @Test
  void dropsInjectionsAndMaps() throws IOException {
    List<KernelEvent> seen = new ArrayList<>();
    RunResult result =
        fix("rollermouse-double-click")
            .on(example("rollermouse-double-click", "rollermouse.hid"))
            .sink(seen::add)
            .run();
    assertThat(result.events()).hasSize(54);
    assertThat(result.drops()).hasSize(12);
    assertThat(result.drops().getFirst().dropped()).contains("-EPERM (-1)");
    assertThat(result.injections()).hasSize(14);
    assertThat(result.injections()).allMatch(r -> r.delivery() == Delivery.INJECTED);
    assertThat(result.hostReports())
        .hasSize(56)
        .isSortedAccordingTo(java.util.Comparator.comparing(RunResult.HostReport::time));
    assertThat(seen).filteredOn(e -> e instanceof InputOutcome).hasSize(54 + 14);
    assertThat(result.maps()).hasSize(1);
    assertThat(result.maps().values().iterator().next()).containsKey("mice");
  }

  @Test
  void theSameEachTime() throws IOException {
    HidBpfRun run =
        fix("rollermouse-double-click")
            .on(example("rollermouse-double-click", "rollermouse.hid"))
            .seed(7);
    assertThat(run.run().hostReports().toString()).isEqualTo(run.run().hostReports().toString());
  }

  @Test
  void aModelAnswersRequests() throws IOException {
    RunResult result =
        fix("sixaxis-reinit")
            .on(example("sixaxis-reinit", "sixaxis.hid"))
            .model(example("sixaxis-reinit", "sixaxis.model"))
            .run();
    assertThat(result.requests())
        .anyMatch(r -> r.origin() == RecordedRequest.Origin.BPF && r.result() > 0);
  }

  @Test
  void reportsOfOnesOwn() throws IOException {
    Recording recording = Recording.read(example("a4tech-horizontal-wheel", "wheel.hid"));
    RecordedDevice device = recording.devices().getFirst();
    RunResult result =
        fix("a4tech-horizontal-wheel")
            .on(device, List.of(bytes("40 00 00 01"), bytes("00 05 00 00")))
            .run();
    assertThat(result.events())
        .extracting(RunResult.Event::time)
        .containsExactly(Duration.ZERO, Duration.ofMillis(10));
    assertThat(result.hostReports())
        .extracting(RunResult.HostReport::bytes)
        .containsExactly(bytes("00 00 00 00 01"), bytes("00 05 00 00 00"));
  }

  @Test
  void withoutAFixTheBareDevice() throws IOException {
    RunResult result = HidBpf.load().on(example("a4tech-horizontal-wheel", "wheel.hid")).run();
    assertThat(result.events()).allMatch(RunResult.Event::isUnchanged);
    assertThat(result.isAttached()).isTrue();
  }

  @Test
  void notAttachedIsSeen() throws IOException {
    RunResult result =
        fix("imperator-macro").on(example("a4tech-horizontal-wheel", "wheel.hid")).run();
    assertThat(result.isAttached()).isFalse();
    assertThat(result.attachments().getFirst().reason())
        .isEqualTo("not for this device, by its metadata");
  }

  @Test
  void verdictsByKernel() throws IOException {
    HidBpf fix = fix("rollermouse-double-click");
    assertThat(fix.verify()).allMatch(ProgramVerdict::accepted);
    assertThat(fix.verify("6.3")).anyMatch(v -> !v.accepted() && !v.reason().isEmpty());
    assertThat(HidBpf.kernels()).contains("6.12", "6.3", fix.kernel());
  }

  @Test
  void badRequestsSayWhatIsThere() throws IOException {
    HidBpf fix = fix("a4tech-horizontal-wheel");
    Path recording = example("a4tech-horizontal-wheel", "wheel.hid");
    assertThatThrownBy(() -> fix.verify("6.99"))
        .isInstanceOf(BpfException.class)
        .hasMessageStartingWith("unknown kernel '6.99', expected one of rfc-v1,");
    assertThatThrownBy(() -> fix.on(recording).kernel("7").run())
        .hasMessageStartingWith("unknown kernel '7'");
    assertThatThrownBy(() -> fix.on(recording).device(3))
        .isInstanceOf(HidException.class)
        .hasMessage("no device 3 in the recording, only [0]");
    assertThatThrownBy(() -> fix.on(new Recording(List.of(), List.of(), List.of())))
        .hasMessage("the recording has no device");
  }
}
