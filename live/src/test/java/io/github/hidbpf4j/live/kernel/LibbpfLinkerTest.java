package io.github.hidbpf4j.live.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.linux.libbpf.KernelMap;
import io.github.hidbpf4j.linux.libbpf.KernelObject;
import io.github.hidbpf4j.linux.libbpf.KernelProgram;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.libbpf.LibbpfException;
import io.github.hidbpf4j.linux.libbpf.LibbpfFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares how libbpf opens objects with our linker: the rows of the table in docs/live.md that
 * need no root. Both open all objects of the project. Skipped if the machine has no libbpf that
 * knows struct_ops.
 */
class LibbpfLinkerTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", ".."));
  private static Libbpf libbpf;

  @BeforeAll
  static void aLibrary() {
    assumeThatCode(Libbpf::open).doesNotThrowAnyException();
    libbpf = Libbpf.open();
    assumeThat(libbpf.has(LibbpfFeature.STRUCT_OPS_VALUE)).as("%s is new enough", libbpf).isTrue();
  }

  private static List<Path> objects() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String folder : List.of("examples", "testdata")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        all.addAll(files.filter(file -> file.toString().endsWith(".bpf.o")).sorted().toList());
      }
    }
    return all;
  }

  /** Passes on each object that both open; returns how many there were. */
  private static int each(BiConsumer<BpfObject, KernelObject> comparison) throws IOException {
    int compared = 0;
    for (Path file : objects()) {
      byte[] bytes = Files.readAllBytes(file);
      BpfObject ours;
      try {
        ours = BpfObject.open(file.toString(), bytes);
      } catch (BpfException e) {
        continue;
      }
      KernelObject theirs;
      try {
        theirs = libbpf.open(bytes, "object");
      } catch (LibbpfException e) {
        continue;
      }
      try (theirs) {
        comparison.accept(ours, theirs);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(100);
    return compared;
  }

  /**
   * What we report about a program when it is linked, libbpf reports when the object is opened; and
   * we reject maps of types that HID-BPF has no use for.
   */
  @Test
  void bothTakeTheSameObjects() throws IOException {
    List<String> differences = new ArrayList<>();
    for (Path file : objects()) {
      byte[] bytes = Files.readAllBytes(file);
      String ours = "";
      String theirs = "";
      try {
        BpfObject _ = BpfObject.open(file.toString(), bytes);
      } catch (BpfException e) {
        ours = String.valueOf(e.getMessage());
      }
      try {
        libbpf.open(bytes, "object").close();
      } catch (LibbpfException e) {
        theirs = e.messages().toString();
      }
      boolean laterType = ours.contains("are not supported here");
      boolean whenLinked = file.endsWith("damage.bpf.o") && theirs.contains("bad call relo");
      if (ours.isEmpty() != theirs.isEmpty() && !laterType && !whenLinked) {
        differences.add("%s: ours '%s', libbpf '%s'".formatted(file, ours, theirs));
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void programsAndSectionsAreTheSame() throws IOException {
    int _ =
        each(
            (ours, theirs) ->
                assertThat(theirs.programs().stream().map(p -> p.name() + " " + p.section()))
                    .as(ours.name())
                    .containsExactlyInAnyOrderElementsOf(
                        ours.programs().stream()
                            // libbpf forgets that a section is optional once it has noted it.
                            .map(p -> p.name() + " " + p.section().replaceFirst("^\\?", ""))
                            .toList()));
  }

  @Test
  void optionalProgramsAreTheSame() throws IOException {
    int _ =
        each(
            (ours, theirs) ->
                assertThat(
                        theirs.programs().stream()
                            .filter(KernelProgram::isAutoload)
                            .map(KernelProgram::name))
                    .as(ours.name())
                    .containsExactlyInAnyOrderElementsOf(
                        ours.programs().stream()
                            .filter(ProgramSpec::autoload)
                            .map(ProgramSpec::name)
                            .toList()));
  }

  @Test
  void programTypesAreTheSame() throws IOException {
    int _ =
        each(
            (ours, theirs) -> {
              for (ProgramSpec program : ours.programs()) {
                assertThat(theirs.program(program.name()).orElseThrow().type())
                    .as("%s: %s", ours.name(), program.name())
                    .isEqualTo(program.type().ordinal());
              }
            });
  }

  /**
   * Finds a map, by section for those of global data, whose names are prefixed with the object's.
   */
  private static KernelMap map(KernelObject theirs, MapSpec map) {
    int dot = map.name().indexOf('.');
    return (dot < 0 ? theirs.map(map.name()) : theirs.dataMap(map.name().substring(dot)))
        .orElseThrow();
  }

  @Test
  void mapDefinitionsAreTheSame() throws IOException {
    int _ =
        each(
            (ours, theirs) -> {
              assertThat(theirs.maps()).as(ours.name()).hasSameSizeAs(ours.maps());
              for (MapSpec map : ours.maps()) {
                KernelMap same = map(theirs, map);
                assertThat(
                        List.of(
                            same.type(),
                            same.keySize(),
                            same.valueSize(),
                            same.maxEntries(),
                            same.flags()))
                    .as("%s: map %s", ours.name(), map.name())
                    .isEqualTo(
                        List.of(
                            map.type().ordinal(),
                            map.keySize(),
                            map.valueSize(),
                            (int) map.maxEntries(),
                            map.flags()));
              }
            });
  }

  /** libbpf would pin such a map, and the next object with one of this name would find it. */
  @Test
  void noMapIsPinnedByItsName() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    int _ =
        each(
            (ours, theirs) -> {
              asked.addAndGet((int) ours.maps().stream().filter(MapSpec::pinByName).count());
              assertThat(theirs.maps())
                  .as(ours.name())
                  .extracting(KernelMap::pinPath)
                  .allMatch(String::isEmpty);
            });
    assertThat(asked).hasPositiveValue();
  }

  /**
   * libbpf, up to 1.8 at least, treats only the first map of a section {@code ?.struct_ops} as
   * optional: it forgets the question mark for the others. We treat all of them so.
   */
  @Test
  void ofAnOptionalSectionLibbpfLeavesOutOneMap() throws IOException {
    int _ =
        each(
            (ours, theirs) -> {
              Map<String, Integer> leftOut = new TreeMap<>();
              for (MapSpec map : ours.maps()) {
                boolean made = map(theirs, map).isAutocreate();
                if (map.autocreate()) {
                  assertThat(made).as("%s: map %s is made", ours.name(), map.name()).isTrue();
                } else {
                  leftOut.merge(map.section(), made ? 0 : 1, Integer::sum);
                }
              }
              assertThat(leftOut.values()).as(ours.name()).allMatch(maps -> maps == 1);
            });
  }

  @Test
  void globalDataIsTheSame() throws IOException {
    int _ =
        each(
            (ours, theirs) -> {
              for (MapSpec map : ours.maps()) {
                if (map.name().indexOf('.') >= 0 && !map.name().endsWith(".kconfig")) {
                  byte[] value = map.initialData();
                  assertThat(map(theirs, map).initialValue().orElseThrow())
                      .as("%s: map %s", ours.name(), map.name())
                      .startsWith(value == null ? new byte[map.valueSize()] : value);
                }
              }
            });
  }

  /** Except functions, for which libbpf keeps its own pointers. */
  @Test
  void structOpsValuesAreTheSame() throws IOException {
    int _ =
        each(
            (ours, theirs) -> {
              for (MapSpec map : ours.maps()) {
                MapSpec.StructOps ops = map.structOps();
                if (ops != null && ops.typeName().equals("hid_bpf_ops")) {
                  byte[] mine = map.initialData();
                  byte[] value = theirs.map(map.name()).orElseThrow().initialValue().orElseThrow();
                  // hid_id and flags
                  assertThat(Arrays.copyOf(value, 8))
                      .as("%s: map %s", ours.name(), map.name())
                      .isEqualTo(mine == null ? new byte[8] : Arrays.copyOf(mine, 8));
                }
              }
            });
  }
}
