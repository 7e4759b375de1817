package io.github.hidbpf4j.linux.libbpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.hidbpf4j.linux.call.SystemError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibbpfTest {
  private static final String WHEEL =
      "examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o";

  @Test
  void missingLibrarySaysWhatToInstall() {
    assertThatExceptionOfType(LibbpfException.class)
        .isThrownBy(() -> Libbpf.load("/no/such/libbpf.so.1"))
        .withMessageContainingAll("/no/such/libbpf.so.1", "no such file", "apt-get install libbpf1")
        .extracting(LibbpfException::getMessage)
        .satisfies(message -> assertThat(message.lines()).hasSize(1));
    assertThatExceptionOfType(LibbpfException.class)
        .isThrownBy(() -> Libbpf.load("libbpf-that-is-nowhere.so.1"))
        .withMessageContaining("apt-get install libbpf1");
  }

  @Test
  void fileThatIsNoLibrarySaysWhatToInstall(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("libbpf.so.1"), "not a library");
    assertThatExceptionOfType(LibbpfException.class)
        .isThrownBy(() -> Libbpf.load(file.toString()))
        .withMessageContainingAll(file.toString(), "apt-get install libbpf1");
  }

  @Test
  void anotherLibraryIsNotTaken() {
    assertThatExceptionOfType(LibbpfException.class)
        .isThrownBy(() -> Libbpf.load("libc.so.6"))
        .withMessageContainingAll("is not libbpf 1.x", "apt-get install libbpf1");
  }

  @Test
  void versionDecidesWhatItHas() {
    Libbpf libbpf = SystemLibbpf.require();
    assertThat(libbpf.version().major()).isEqualTo(1);
    for (LibbpfFeature feature : LibbpfFeature.values()) {
      if (libbpf.has(feature)) {
        libbpf.require(feature);
      } else {
        assertThatExceptionOfType(LibbpfException.class)
            .isThrownBy(() -> libbpf.require(feature))
            .withMessageContainingAll(
                "too old", feature.since().toString(), feature.purpose(), Libbpf.PROPERTY);
      }
    }
  }

  /** Whoever installed 1.2 because it was asked for would be asked for 1.4 next. */
  @Test
  void latestVersionIsAskedForAtOnce() {
    Libbpf libbpf = SystemLibbpf.require();
    if (libbpf.has(LibbpfFeature.STRUCT_OPS_VALUE)) {
      libbpf.requireAll();
    } else {
      assertThatExceptionOfType(LibbpfException.class)
          .isThrownBy(libbpf::requireAll)
          .withMessageContaining("too old: 1.4 is needed");
    }
  }

  @Test
  void objectIsOpenedWithoutRights() {
    Libbpf libbpf = SystemLibbpf.require();
    try (KernelObject object = libbpf.open(SystemLibbpf.object(WHEEL), "wheel")) {
      assertThat(object.programs())
          .isNotEmpty()
          .allSatisfy(program -> assertThat(program.isLoaded()).isFalse())
          .allSatisfy(program -> assertThat(program.section()).isNotEmpty())
          .allSatisfy(program -> assertThat(program.instructions()).isNotEmpty());
      assertThat(object.program("probe")).isPresent();
      assertThat(object.program("nothing of that name")).isEmpty();
    }
  }

  @Test
  void structOpsMapIsGivenItsDevice() {
    Libbpf libbpf = SystemLibbpf.require(LibbpfFeature.STRUCT_OPS_VALUE);
    try (KernelObject object = libbpf.open(SystemLibbpf.object(WHEEL), "wheel")) {
      KernelMap ops =
          object.maps().stream().filter(map -> map.type() == 26).findFirst().orElseThrow();
      byte[] before = ops.initialValue().orElseThrow();
      ops.setInitialValue(0, new byte[] {1, 2, 3, 4});
      byte[] after = ops.initialValue().orElseThrow();
      assertThat(after).startsWith(1, 2, 3, 4).hasSameSizeAs(before);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ops.setInitialValue(before.length - 1, new byte[2]));
    }
  }

  @Test
  void refusedObjectIsOneLineAndNothingOnStandardError() {
    Libbpf libbpf = SystemLibbpf.require();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      assertThatExceptionOfType(LibbpfException.class)
          .isThrownBy(() -> libbpf.open(new byte[] {1, 2, 3}, "bytes"))
          .withMessageStartingWith("bpf_object__open_mem bytes: ")
          .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1))
          .satisfies(e -> assertThat(e.messages()).isNotEmpty())
          .satisfies(e -> assertThat(e.result()).isNegative());
    } finally {
      System.setErr(before);
    }
    assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void withoutRightsLoadingSaysWhichAreMissing() {
    SystemLibbpf.requireNoRights();
    Libbpf libbpf = SystemLibbpf.require();
    try (KernelObject object = libbpf.open(SystemLibbpf.object(WHEEL), "wheel")) {
      object.program("probe").orElseThrow().keepLog(0, 1 << 16);
      LoadResult result = object.load();
      assertThat(result.isLoaded()).isFalse();
      assertThat(result.result()).isEqualTo(SystemError.EPERM.result());
      assertThat(result.error())
          .contains("bpf_object__load wheel: EPERM", "CAP_BPF", "CAP_PERFMON");
      assertThat(result.error().lines()).hasSize(1);
      assertThat(result.logs()).isEmpty();
      assertThat(object.programs()).noneMatch(KernelProgram::isLoaded);
      assertThatIllegalStateException().isThrownBy(object::load);
    }
  }

  @Test
  void closedObjectIsNotUsed() {
    KernelObject object = SystemLibbpf.require().open(SystemLibbpf.object(WHEEL), "wheel");
    KernelProgram program = object.programs().getFirst();
    object.close();
    object.close();
    assertThatIllegalStateException().isThrownBy(program::section);
    assertThatIllegalStateException().isThrownBy(object::load);
  }

  @Test
  void linksAreRootsToSee() {
    SystemLibbpf.requireNoRights();
    assertThat(SystemLibbpf.require().links().all()).isEmpty();
  }
}
