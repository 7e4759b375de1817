package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import io.github.hidbpf4j.kernel.verify.ObjectVerification;
import io.github.hidbpf4j.live.fixes.MachineProfile;
import io.github.hidbpf4j.live.kernel.KernelVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The kernel accepts and rejects the examples' programs as hidbpf does under its profile. */
final class KernelVerdictsScenario implements LiveScenario {
  private static final String EXAMPLES = "examples";

  @Override
  public String name() {
    return "kernel-verdicts";
  }

  @Override
  public String text() {
    return "the kernel that runs says of the examples' programs what hidbpf verify does";
  }

  @Override
  public boolean needsHidBpf() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(stage.root().resolve(EXAMPLES))) {
      files =
          found
              .filter(file -> file.toString().endsWith(".bpf.o"))
              // Objects for 6.3 to 6.10 attach to functions that later kernels do not have.
              .filter(file -> !file.toString().endsWith(".tracing.bpf.o"))
              .sorted()
              .toList();
    }
    Map<String, String> kernel = new HashMap<>();
    for (String line : stage.run("kernel-verdicts", files.toArray()).lines()) {
      String[] words = line.split(" ", 5);
      kernel.put(words[1] + " " + words[2], line);
    }
    ApiProfile profile = MachineProfile.of(stage.guest().hello().release());
    List<String> differences = new ArrayList<>();
    int programs = 0;
    for (Path file : files) {
      for (ProgramVerdict ours : verdicts(file, profile)) {
        programs++;
        String theirs = kernel.getOrDefault(file.getFileName() + " " + ours.program(), "v ? ? ? ");
        boolean accepted = theirs.split(" ", 5)[3].equals(KernelVerdict.Outcome.ACCEPTED.name());
        if (accepted != ours.accepted()) {
          differences.add("%s; hidbpf: %s".formatted(theirs, ours.reason()));
        }
      }
    }
    ScenarioFailure.unless(
        differences.isEmpty() && programs == kernel.size(),
        "%d programs, %d asked; differences: %s".formatted(programs, kernel.size(), differences));
    stage.note("%s: %d programs".formatted(name(), programs));
  }

  private static List<ProgramVerdict> verdicts(Path file, ApiProfile profile) throws IOException {
    BpfObject object = BpfObject.open(file.toString(), Files.readAllBytes(file));
    Set<String> wanted = LoadPlan.of(object, Set.of()).programs();
    KernelMatrix matrix =
        ObjectVerification.verify(
            object,
            List.of(profile),
            p -> KernelTypes.of(p).btf(),
            VerificationOptions.DEFAULT,
            wanted::contains);
    return matrix.kernels().getFirst().verdicts();
  }
}
