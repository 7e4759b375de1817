package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.tools.fuzz.RealKernelPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  @TempDir Path folder;

  private static RunHunt.Outcome outcome(String kind) {
    Btf kernel = KernelTypes.forProfile("6.12").btf();
    RealKernelPrograms programs =
        new RealKernelPrograms(Profiles.forName("6.12").orElseThrow(), kernel);
    RawProgramMaker maker = new RawProgramMaker(new GuestKernel.Types(kernel, kernel.size()));
    HuntCase hunted = new GeneratedSource(1, programs, maker).batch(0, 20).getFirst();
    return new RunHunt.Outcome(hunted, kind, "ours", "theirs");
  }

  @Test
  void continuesWhereItStopped() throws IOException {
    RunReport first = new RunReport(folder);
    assertThat(first.count(outcome(RunHunt.SAME))).isFalse();
    assertThat(first.count(outcome("differs: data"))).isTrue();
    assertThat(first.count(outcome("calls helper 7"))).isFalse();
    first.save();
    RunReport second = new RunReport(folder);
    assertThat(second.compared()).isEqualTo(2);
    assertThat(second.differ()).isEqualTo(1);
    assertThat(second.summary())
        .startsWith("2 programs run: 1 differ")
        .contains("1 calls helper N")
        .contains("1 differs: data");
  }

  @Test
  void examplesAreKept() throws IOException {
    Files.createDirectories(folder.resolve("findings"));
    RunReport report = new RunReport(folder);
    RunHunt.Outcome found = outcome("differs: data");
    assertThat(report.count(found)).isTrue();
    report.example(found);
    assertThat(Files.readString(folder.resolve("findings/run-0001.txt")))
        .startsWith("differs: data\nseed ")
        .contains("hidbpf4j: ours\nkernel:   theirs\n");
  }
}
