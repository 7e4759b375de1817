package io.github.hidbpf4j.tools.selftests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.object.LoadException;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every program of the repository that some profile rejects is explained, and no explanation
 * contradicts the verifier's state. {@code scripts/explanations} checks the same on the kernel's
 * selftests.
 */
class ExplanationsTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", "."));

  private static List<Path> objects() throws IOException {
    List<Path> objects = new ArrayList<>();
    for (String folder : List.of("testdata", "examples")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files.filter(f -> f.toString().endsWith(".bpf.o")).sorted().forEach(objects::add);
      }
    }
    return objects;
  }

  @Test
  void noExplanationSaysWhatTheStateContradicts() throws IOException {
    ExplanationReport report = new ExplanationReport();
    for (Path file : objects()) {
      BpfObject object;
      try {
        object = BpfObject.open(ROOT.relativize(file).toString(), Files.readAllBytes(file));
      } catch (BpfException _) {
        continue; // a malformed one, for other tests
      }
      addAll(report, object, ObjectProfile.of(object));
      addAll(report, object, Profiles.forName("6.12-strict-async").orElseThrow());
      addAll(report, object, Profiles.forName("6.3").orElseThrow());
    }
    assertThat(report.contradictions()).isEmpty();
    assertThat(report.unexplained()).isEmpty();
    assertThat(report.refusals()).isGreaterThan(100);
    assertThat(report.causes()).hasSizeGreaterThan(50);
  }

  private static void addAll(ExplanationReport report, BpfObject object, ApiProfile profile) {
    Btf types = KernelTypes.forProfile(profile.name()).btf();
    LinkedObject linked;
    try {
      linked = object.link(types);
    } catch (BpfException _) {
      return; // not for this kernel
    }
    for (ProgramSpec spec : object.programs()) {
      try {
        report.add(
            object.name() + "/" + spec.name() + " under " + profile.name(),
            linked.program(spec.name()),
            profile,
            0,
            linked.poisoned().getOrDefault(spec.name(), Map.of()));
      } catch (LoadException _) {
        // not for this kernel
      }
    }
  }
}
