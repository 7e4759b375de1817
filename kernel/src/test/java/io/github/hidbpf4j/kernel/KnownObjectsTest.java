package io.github.hidbpf4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Caching of loaded objects between kernels. */
class KnownObjectsTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("hidbpf4j.root")).resolve("examples");

  private final KnownObjects known = new KnownObjects();

  private static BpfObject open(String file) throws IOException {
    return BpfObject.open(file, Files.readAllBytes(EXAMPLES.resolve(file)));
  }

  private static Kernel kernel(String name, @Nullable KnownObjects known) {
    ApiProfile profile = Profiles.forName(name).orElseThrow();
    return Kernel.builder(profile, KernelTypes.of(profile).btf())
        .known(known)
        .build(new VirtualClock(0));
  }

  private static LoadedObject load(BpfObject object, String kernel, @Nullable KnownObjects known) {
    return kernel(kernel, known).load(object, LoadOptions.forDevice(1));
  }

  /** The programs as the runtime of such a kernel has them. */
  private List<VerifiedProgram> programs(BpfObject object, String kernel) {
    return kernel(kernel, known)
        .runtime()
        .load(object, LoadPlan.of(object, Set.of()))
        .programs()
        .values()
        .stream()
        .map(Executable::program)
        .toList();
  }

  @Test
  void programsAreVerifiedOnce() throws IOException {
    BpfObject object = open("a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o");
    List<VerifiedProgram> first = programs(object, "6.12");
    List<VerifiedProgram> again = programs(object, "6.12");
    for (int i = 0; i < first.size(); i++) {
      assertThat(again.get(i)).isSameAs(first.get(i));
    }
    assertThat(first).hasSizeGreaterThan(1);
  }

  @Test
  void otherKernelsAndOtherFilesAreVerifiedAgain() throws IOException {
    BpfObject object = open("a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o");
    VerifiedProgram first = programs(object, "6.12").getFirst();
    VerifiedProgram later = programs(object, "7.3").getFirst();
    assertThat(later.profile()).isEqualTo("7.3");
    assertThat(first.profile()).isEqualTo("6.12");
    BpfObject same = open("a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o");
    assertThat(programs(same, "6.12").getFirst()).isNotSameAs(first);
  }

  /** One that injects is looked at for what only a run shows: once. */
  @Test
  void anObjectThatInjectsIsLoadedTheSameWay() throws IOException {
    BpfObject object = open("imperator-macro/imperator-macro.bpf.o");
    LoadedObject alone = load(object, "6.12", null);
    LoadedObject first = load(object, "6.12", known);
    assertThat(known.suspicions(object, "6.12", List.copyOf(alone.programs().keySet())))
        .isNotNull();
    LoadedObject again = load(object, "6.12", known);
    for (LoadedObject loaded : List.of(first, again)) {
      assertThat(loaded.programs().keySet()).isEqualTo(alone.programs().keySet());
      assertThat(loaded.ops().keySet()).isEqualTo(alone.ops().keySet());
    }
  }

  @Test
  void refusalsAreNotKept() throws IOException {
    BpfObject object = open("rejected/unchecked-data.bpf.o");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> load(object, "6.12", known))
          .isInstanceOf(BpfException.class)
          .hasMessageContaining("R0 invalid mem access");
    }
  }
}
