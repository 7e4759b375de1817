package io.github.hidbpf4j.guest.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import io.github.hidbpf4j.guest.image.KernelImage;
import io.github.hidbpf4j.guest.image.ModuleTree;
import io.github.hidbpf4j.guest.image.TestKernels;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Died;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.guest.runtime.GuestProgram;
import io.github.hidbpf4j.guest.runtime.Initramfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol of hosts and guests, and how guests end, with a fake in QEMU's place. */
class GuestSeriesTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;

  private GuestSetup setup(String behaviour) throws IOException {
    return setup(behaviour, false);
  }

  private GuestSetup setup(String behaviour, boolean isProcess) throws IOException {
    Path qemu = folder.resolve("qemu");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        qemu,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s %s \"$@\"\n"
            .formatted(java, classPath(), FakeQemu.class.getName(), behaviour));
    assertThat(qemu.toFile().setExecutable(true)).isTrue();
    Path boot = folder.resolve("vmlinuz");
    Files.write(boot, TestKernels.boot("6.12"));
    return new GuestSetup(
        new KernelImage(
            "6.12", isProcess ? qemu : boot, ModuleTree.of(folder.resolve("none")), isProcess),
        Initramfs.of(List.of(), List.of()),
        List.of("hid"),
        GuestHardware.DEFAULT,
        LONG,
        folder.resolve("g"),
        qemu.toString());
  }

  /** The class path of this test and of what it tests. */
  private static String classPath() {
    return String.join(
        ":",
        GuestProgram.placesOf(List.of(FakeQemu.class, GuestSeries.class)).stream()
            .map(Path::toString)
            .toList());
  }

  private static GuestCase of(String command, Duration limit) {
    return new GuestCase(
        command, new Run(command, List.of(), Map.of("f", new byte[] {1, 2})), limit);
  }

  private static CaseOutcome run(GuestSeries series, String command) {
    return series.run(of(command, LONG), _ -> {});
  }

  @Test
  void casesShareAGuestUntilOneKillsIt() throws IOException {
    try (GuestSeries series = new GuestSeries(setup("fine"), List.of(Accelerator.TCG))) {
      Finished first = (Finished) run(series, "pid");
      assertThat(first.status()).isZero();
      assertThat(first.products().get("f")).containsExactly(1, 2);
      assertThat(run(series, "pid").lines()).isEqualTo(first.lines());
      assertThat(series.boots()).isEqualTo(1);

      assertThat(run(series, "crash"))
          .isEqualTo(
              new Died(
                  GuestDeath.OOPS,
                  "BUG: kernel NULL pointer dereference, address: 8",
                  List.of(
                      "BUG: kernel NULL pointer dereference, address: 8",
                      "Kernel panic - not syncing: Fatal exception"),
                  List.of("before"),
                  List.of()));

      CaseOutcome after = run(series, "pid");
      assertThat(after).isInstanceOf(Finished.class);
      assertThat(after.lines()).isNotEqualTo(first.lines());
      assertThat(series.boots()).isEqualTo(2);
    }
  }

  @Test
  void whatDoesNotAnswerIsEnded() throws IOException {
    try (GuestSeries series = new GuestSeries(setup("fine"), List.of(Accelerator.TCG))) {
      String pid = run(series, "pid").lines().getFirst().substring(4);
      Died died = (Died) series.run(of("hang", Duration.ofMillis(100)), _ -> {});
      assertThat(died.death()).isEqualTo(GuestDeath.HANG);
      assertThat(died.reason()).isEqualTo("no answer within 0.1 s");
      assertThat(ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false))
          .isFalse();
    }
  }

  @Test
  void warningsOfTheKernelBelongToTheirCase() throws IOException {
    try (GuestSeries series = new GuestSeries(setup("fine"), List.of(Accelerator.TCG))) {
      assertThat(run(series, "warn"))
          .isEqualTo(
              new Finished(
                  5, List.of(), Map.of(), List.of("WARNING: CPU: 0 PID: 1 at x.c:1 f+0x1")));
      assertThat(run(series, "pid").warnings()).isEmpty();
    }
  }

  @Test
  void aCommandMayAsk() throws IOException {
    try (GuestSeries series = new GuestSeries(setup("fine"), List.of(Accelerator.TCG))) {
      List<String> seen = new ArrayList<>();
      CaseOutcome outcome =
          series.run(
              of("ask", LONG),
              line -> {
                seen.add(line);
                if (line.equals("which?")) {
                  series.guest().tell("one");
                }
              });
      assertThat(outcome.lines()).containsExactly("which?", "this: one");
      assertThat(seen).isEqualTo(outcome.lines());
    }
  }

  /** The command is still running then: the next case must not get its output. */
  @Test
  void aHostThatFailsEndsTheGuest() throws IOException {
    try (GuestSeries series = new GuestSeries(setup("fine"), List.of(Accelerator.TCG))) {
      assertThatThrownBy(
              () ->
                  series.run(
                      of("ask", LONG),
                      line -> {
                        throw new GuestException("no such device at " + line);
                      }))
          .isInstanceOf(GuestException.class)
          .hasMessage("no such device at which?");
      assertThat(run(series, "pid").lines()).hasSize(1).first().asString().startsWith("pid ");
      assertThat(series.boots()).isEqualTo(2);
    }
  }

  @Test
  void aFileThatWasNotSentIsSaid() throws IOException {
    try (GuestSeries series = new GuestSeries(setup("fine"), List.of(Accelerator.TCG))) {
      CaseOutcome outcome =
          series.run(
              new GuestCase("pid", new Run("pid", List.of(), Map.of("g", new byte[1])), LONG),
              _ -> {});
      assertThat(outcome.lines())
          .anyMatch(l -> l.endsWith("f: the host sent no such file, only [g]"));
    }
  }

  @Test
  void kvmThatDoesNotWorkIsNotTriedAgain() throws IOException {
    try (GuestSeries series =
        new GuestSeries(setup("no-kvm"), List.of(Accelerator.KVM, Accelerator.TCG))) {
      assertThat(run(series, "pid")).isInstanceOf(Finished.class);
      assertThat(series.guest().accelerator()).isEqualTo(Accelerator.TCG);
      run(series, "crash");
      run(series, "pid");
      try (var folders = Files.list(folder.resolve("g"))) {
        assertThat(folders).as("one that failed, and two").hasSize(3);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "no-start, the guest ended: QEMU ended with 1: qemu: cannot",
    "panic-at-start, the kernel panicked: Kernel panic - not syncing: No working init found.",
  })
  void whatDoesNotStartIsSaid(String behaviour, String reason) throws IOException {
    GuestSetup setup = setup(behaviour);
    assertThatThrownBy(() -> Guest.boot(setup, List.of(Accelerator.TCG)))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith("kernel 6.12 did not start under QEMU: " + reason + "; console ");
  }

  @Test
  void aMissingQemuIsSaid() throws IOException {
    GuestSetup setup = setup("fine");
    Files.delete(Path.of(setup.qemu()));
    assertThatThrownBy(() -> Guest.boot(setup, List.of(Accelerator.TCG)))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith(setup.qemu() + ": cannot be started")
        .hasMessageEndingWith("install it (Debian: package qemu-system-x86)");
  }

  @Test
  void aUserModeLinuxIsTheProcessItself() throws IOException {
    byte[] much = new byte[1 << 20];
    much[much.length - 1] = 7;
    Path left;
    try (GuestSeries series = new GuestSeries(setup("fine", true), List.of(Accelerator.TCG))) {
      Finished finished =
          (Finished)
              series.run(
                  new GuestCase("back", new Run("back", List.of(), Map.of("f", much)), LONG),
                  _ -> {});
      assertThat(finished.products().get("f")).isEqualTo(much);
      assertThat(series.guest().accelerator()).isEqualTo(Accelerator.NONE);
      assertThat(((Died) run(series, "crash")).death()).isEqualTo(GuestDeath.OOPS);
      assertThat(run(series, "pid")).isInstanceOf(Finished.class);
      left = series.guest().folder();
    }
    try (var files = Files.list(left)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("console");
    }
  }

  @Test
  void aUserModeLinuxThatDoesNotStartIsSaid() throws IOException {
    GuestSetup setup = setup("no-start", true);
    assertThatThrownBy(() -> Guest.boot(setup, List.of()))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith(
            "kernel 6.12 did not start: the guest ended: its process ended with 1; console ")
        .hasMessageEndingWith("last line: qemu: cannot");
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    Path left;
    try (GuestSeries series = new GuestSeries(setup("fine"), List.of(Accelerator.TCG))) {
      left = series.guest().folder();
    }
    try (var files = Files.list(left)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("console", "qemu.log");
    }
  }
}
