package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.analysis.StaticFindings;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Findings that need no run agree with the verdict: they are derived from the verifier's walk. */
class FindingsAndVerdictsTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  private static List<Path> objects(String... folders) throws IOException {
    List<Path> objects = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
        all.filter(f -> f.toString().endsWith(".bpf.o")).sorted().forEach(objects::add);
      }
    }
    return objects;
  }

  /** Checks an object under a profile; returns the number of its findings. */
  private static int check(Path file, ApiProfile profile) throws IOException {
    LinkedObject object;
    try {
      object =
          BpfObject.open(file.getFileName().toString(), Files.readAllBytes(file))
              .link(KernelTypes.forProfile(profile.name()).btf());
    } catch (BpfException e) {
      return 0;
    }
    List<ProgramPaths> accepted = new ArrayList<>();
    Map<String, Set<String>> places = new HashMap<>();
    for (LinkedProgram program : object.programs()) {
      PathVerification.Traced traced = PathVerification.trace(program, profile, 0, 0, 0);
      ProgramPaths paths = traced.paths();
      assertThat(paths != null).isEqualTo(traced.result().accepted());
      if (paths != null) {
        accepted.add(paths);
        places.put(program.name(), places(program, traced.result().live()));
        assertThat(slots(paths)).as(program.name()).isEqualTo(live(program, traced));
        assertThat(paths.isComplete()).isTrue();
        everyPathEnds(paths);
      }
    }
    List<Finding> findings = StaticFindings.of(accepted, profile);
    for (Finding finding : findings) {
      assertThat(places).as(finding.toString()).containsKey(finding.program());
      assertThat(places.get(finding.program()))
          .as(finding + " is on a line that the verifier saw")
          .anyMatch(place -> finding.message().startsWith(place + ": "));
    }
    return findings.size();
  }

  private static Set<String> places(LinkedProgram program, BitSet live) {
    Set<String> places = new HashSet<>();
    live.stream()
        .forEach(
            slot -> {
              LineInfo line = program.lineAt(slot);
              places.add(line == null ? "slot " + slot : line.file() + ":" + line.line());
            });
    return places;
  }

  private static BitSet slots(ProgramPaths paths) {
    BitSet slots = new BitSet();
    for (int node = 0; node < paths.size(); node++) {
      slots.set(paths.slot(node));
    }
    return slots;
  }

  /** What the verifier saw, without second slots. */
  private static BitSet live(LinkedProgram program, PathVerification.Traced traced) {
    BitSet live = (BitSet) traced.result().live().clone();
    for (int slot = 0; slot < program.instructions().size(); slot++) {
      if (program.instructions().get(slot).opcode() == Opcode.LD_IMM64) {
        live.clear(slot + 1);
      }
    }
    return live;
  }

  /** No path is lost where the verifier pruned it: it continues, or the function ends there. */
  private static void everyPathEnds(ProgramPaths paths) {
    for (int node = 0; node < paths.size(); node++) {
      boolean ends = paths.next(node).length == 0;
      boolean returns =
          paths.isExit(node) && paths.depth(node) == 0
              || paths.called(node) == ControlFunctions.THROW;
      assertThat(ends)
          .as("slot %d of %s", paths.slot(node), paths.program().name())
          .isEqualTo(returns);
    }
  }

  @TestFactory
  Stream<DynamicTest> underEveryProfile() throws IOException {
    List<Path> objects = objects("examples", "testdata/findings");
    return Profiles.all(false).stream()
        .map(
            profile ->
                DynamicTest.dynamicTest(
                    profile.name(),
                    () -> {
                      for (Path object : objects) {
                        int _ = check(object, profile);
                      }
                    }));
  }

  @Test
  void ofAllObjectsForTheirKernel() throws IOException {
    int findings = 0;
    for (Path file : objects("testdata")) {
      BpfObject object;
      try {
        object = BpfObject.open(file.getFileName().toString(), Files.readAllBytes(file));
      } catch (BpfException e) {
        continue;
      }
      findings += check(file, ObjectProfile.of(object));
    }
    assertThat(findings).as("the checks above see something").isGreaterThan(30);
  }
}
