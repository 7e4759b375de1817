package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.live.kernel.KernelVerdict;
import io.github.hidbpf4j.live.kernel.KernelVerdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verdicts of a fake kernel beside ours. */
class VerifyHereTest {
  private static final String REJECTED =
      Path.of(System.getProperty("hidbpf4j.root", ".."))
          .resolve("examples/rejected/last-byte.bpf.o")
          .toString();

  @TempDir Path folder;
  private FakeMachine machine;
  private final Map<String, KernelVerdict> verdicts = new LinkedHashMap<>();

  @BeforeEach
  void aMachine() throws IOException {
    machine = new FakeMachine(Files.createDirectory(folder.resolve("machine")));
    machine.file("/proc/sys/kernel/osrelease", "6.12.115+deb13-amd64\n");
    // As the running kernel would describe itself.
    machine.file(
        "/sys/kernel/btf/vmlinux",
        io.github.hidbpf4j.bpf.btf.BtfWriter.write(KernelTypes.forProfile("6.12").btf()));
  }

  private final KernelAsker asker =
      new KernelAsker() {
        @Override
        public KernelVerdict verify(BpfObject object, String program, int level, int logSize) {
          return verdicts.getOrDefault(
              program, new KernelVerdict(program, Outcome.ACCEPTED, 0, "", "", List.of()));
        }

        @Override
        public List<String> typeNumbers(List<String> names) {
          return names.stream().map(name -> name + ": 7").toList();
        }

        @Override
        public String loader() {
          return "libbpf.so.1 1.5";
        }
      };

  private CommandRun verify(String... arguments) throws IOException {
    VerifyCommand command = new VerifyCommand();
    command.asker = () -> asker;
    LiveHost host = machine.machine();
    command.kernel.machine = () -> host;
    return FakeMachine.run(command, arguments);
  }

  @Test
  void bothAccept() throws IOException {
    CommandRun run = verify("--here", CommandRun.OBJECT);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(Errors.FINE);
    assertThat(run.out())
        .contains("kernel 6.12.115+deb13-amd64, loaded by libbpf.so.1 1.5; hidbpf as 6.12")
        .containsPattern("probe +kernel accepted +hidbpf accepted +same\n")
        .doesNotContain("DIFFERENT", "\nreport ");
  }

  @Test
  void whereTheyDifferThereIsAReport() throws IOException {
    Path report = folder.resolve("report");
    CommandRun run = verify("--here", "--report", report.toString(), REJECTED);
    assertThat(run.exitCode()).isEqualTo(Errors.REJECTED);
    assertThat(run.out()).contains("kernel accepted", "hidbpf rejected", "DIFFERENT", "report");
    assertThat(report.resolve("last-byte.bpf.o")).hasSameBinaryContentAs(Path.of(REJECTED));
    assertThat(report.resolve("report.txt"))
        .content()
        .contains("kernel 6.12.115+deb13-amd64", "libbpf.so.1 1.5", "hidbpf rejected");
    assertThat(report.resolve("btf.txt")).content().contains("hid_bpf_ops: 7");
    assertThat(report.resolve("configuration.txt")).exists();
    try (var files = Files.list(report)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.endsWith(".kernel.log"))
          .anyMatch(name -> name.endsWith(".hidbpf.log"));
    }
    CommandRun again = verify("--here", "--report", report.toString(), REJECTED);
    assertThat(again.exitCode()).isEqualTo(Errors.USAGE);
    assertThat(again.err()).contains("already exists");
  }

  @Test
  void theKernelsLogIsExplained() throws IOException {
    String log =
        """
        ; return data[8]; @ last-byte.bpf.c:20
        7: (71) r0 = *(u8 *)(r0 +8)
        invalid access to memory, mem_size=8 off=8 size=1
        """;
    BpfObject object = BpfObject.open(REJECTED, Files.readAllBytes(Path.of(REJECTED)));
    object
        .programs()
        .forEach(
            p ->
                verdicts.put(
                    p.name(),
                    new KernelVerdict(
                        p.name(),
                        Outcome.REJECTED,
                        -13,
                        "last-byte.bpf.c:20: return data[8];: invalid access (instruction 7)",
                        log,
                        List.of())));
    CommandRun run = verify("--here", REJECTED);
    assertThat(run.exitCode()).isEqualTo(Errors.REJECTED);
    assertThat(run.out())
        .contains("  kernel    last-byte.bpf.c:20: return data[8];: invalid access")
        .contains("  hidbpf    ")
        .contains("kernel's log of ")
        .contains("invalid access to memory, mem_size=8 off=8 size=1")
        .doesNotContain("DIFFERENT", "\nreport ");
  }

  @Test
  void hereIsTheKernelThatRuns() throws IOException {
    for (String[] wrong :
        new String[][] {
          {"--here", "--kernel", "7.3"},
          {"--here", "--json"},
          {"--report", "x"},
          {"--here", "--raw"}
        }) {
      String[] arguments = java.util.Arrays.copyOf(wrong, wrong.length + 1);
      arguments[wrong.length] = CommandRun.OBJECT;
      assertThat(verify(arguments).exitCode()).isEqualTo(Errors.USAGE);
    }
  }

  @Test
  void kernelHereIsTheNearestProfileWithTheKernelsOwnTypes() throws IOException {
    CommandRun run = verify("--kernel", "here", CommandRun.OBJECT);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(Errors.FINE);
    Files.delete(machine.path("/sys/kernel/btf/vmlinux"));
    CommandRun without = verify("--kernel", "here", CommandRun.OBJECT);
    assertThat(without.err()).contains("CONFIG_DEBUG_INFO_BTF", "name the nearest, 6.12");
  }
}
