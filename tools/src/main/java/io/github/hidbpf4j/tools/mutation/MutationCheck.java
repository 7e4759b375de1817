package io.github.hidbpf4j.tools.mutation;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEntry;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import io.github.hidbpf4j.testing.coverage.CoverageCollector;
import io.github.hidbpf4j.testing.coverage.FunctionCoverage;
import io.github.hidbpf4j.testing.coverage.InstructionCoverage;
import io.github.hidbpf4j.testing.coverage.ObjectCoverage;
import io.github.hidbpf4j.testing.suite.Suite;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object with recordings of its devices beside it: its mutants, and whether the tests there
 * notice them.
 */
final class MutationCheck {
  private static final int SESSIONS = 16;

  private static final SuiteOptions FIRST_FAILURE =
      new SuiteOptions(List.of(), false, false, true, 1, null);

  /**
   * A mutant.
   *
   * @param place file and line; function and slot if there is no line info
   * @param function of the object
   * @param slot in that function
   * @param mutation the mutation
   */
  record Mutant(String place, String function, int slot, Mutation mutation) {
    @Override
    public String toString() {
      return "%s: %s, slot %d: %s".formatted(place, function, slot, mutation.operator());
    }
  }

  /** Verdicts on mutants. */
  enum Verdict {
    /** A kernel that the original loads on rejects it. */
    REFUSED,
    /** Nothing different was observed in any run. */
    EQUIVALENT,
    /** It behaves differently, and a test failed. */
    CAUGHT,
    /** It behaves differently, and all tests passed. */
    ESCAPED
  }

  private final Path object;
  private final byte[] bytes;
  private final ObjectPatch patch;
  private final ApiProfile profile;
  private final List<Behaviour.Run> runs;
  private final Behaviour original;
  private final List<Mutant> mutants;

  private MutationCheck(
      Path object, byte[] bytes, String kernel, List<Behaviour.Run> runs, long seed) {
    this.object = object;
    this.bytes = bytes;
    this.patch = new ObjectPatch(object.toString(), bytes);
    this.profile = KernelList.profile(kernel);
    this.runs = runs;
    CoverageCollector coverage = new CoverageCollector();
    this.original = Behaviour.of(BpfObject.open(object.toString(), bytes), profile, runs, coverage);
    this.mutants = mutants(coverage.result().objects());
    Collections.shuffle(mutants, new Random(seed));
  }

  /**
   * Prepares the check of an object.
   *
   * @param seed decides about sessions and the order of mutants
   * @return the check; null if no recording beside it is of one of its devices, or no kernel loads
   *     it
   */
  static @Nullable MutationCheck of(Path object, long seed) throws IOException {
    byte[] bytes = Files.readAllBytes(object);
    BpfObject opened = BpfObject.open(object.toString(), bytes);
    List<Behaviour.Run> runs = runs(object, opened, seed);
    List<String> loading = runs.isEmpty() ? List.of() : LoadingKernels.of(opened).loading();
    return loading.isEmpty()
        ? null
        : new MutationCheck(object, bytes, loading.getLast(), runs, seed);
  }

  Path object() {
    return object;
  }

  List<Mutant> mutants() {
    return mutants;
  }

  // ---- what to run

  private static List<Behaviour.Run> runs(Path object, BpfObject opened, long seed)
      throws IOException {
    List<DeviceMatch> matches = DeviceMatch.of(opened.btf().orElse(null));
    List<Behaviour.Run> runs = new ArrayList<>();
    List<@Nullable DeviceModel> models = new ArrayList<>();
    models.add(null);
    for (Path model : files(object, ".model")) {
      models.add(DeviceModel.read(model));
    }
    for (Path file : files(object, ".hid")) {
      Recording recording = Recording.read(file);
      for (RecordedDevice device : recording.devices()) {
        boolean matching =
            matches.isEmpty()
                || matches.stream()
                    .anyMatch(
                        m ->
                            m.matches(
                                device.bus(),
                                device.group().number(),
                                device.vendor(),
                                device.product()));
        if (matching) {
          List<RecordedEntry> entries = recording.toReplay(device.index());
          for (DeviceModel model : models) {
            runs.add(new Behaviour.Run(device, entries, model));
          }
          List<List<RecordedEntry>> sessions = Sessions.of(reports(entries), SESSIONS, seed);
          for (List<RecordedEntry> session : sessions) {
            for (DeviceModel model : models) {
              runs.add(new Behaviour.Run(device, session, model));
            }
          }
        }
      }
    }
    return runs;
  }

  private static List<byte[]> reports(List<RecordedEntry> entries) {
    List<byte[]> reports = new ArrayList<>();
    for (RecordedEntry entry : entries) {
      if (entry instanceof RecordedEvent event && event.data().length > 0) {
        reports.add(event.data());
      }
    }
    return reports;
  }

  private static List<Path> files(Path object, String suffix) throws IOException {
    Path folder = object.toAbsolutePath().getParent();
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
    }
  }

  // ---- mutants

  private List<Mutant> mutants(List<ObjectCoverage> objects) {
    List<Mutant> all = new ArrayList<>();
    for (ObjectCoverage o : objects) {
      for (FunctionCoverage f : o.functions()) {
        for (InstructionCoverage i : f.instructions()) {
          Instruction now = patch.instruction(f.name(), i.slot()).orElse(null);
          if (now != null && i.reachable()) {
            LineInfo line = f.lineAt(i.slot());
            String place =
                line == null
                    ? object.toString()
                    : "%s:%d".formatted(Path.of(line.shownFile()).normalize(), line.line());
            boolean relocated = patch.isRelocated(f.name(), i.slot());
            boolean ofKernel = relocated && patch.isOfKernel(f.name(), i.slot());
            for (Mutation m : Mutation.of(now, relocated, ofKernel)) {
              all.add(new Mutant(place, f.name(), i.slot(), m));
            }
          }
        }
      }
    }
    return all;
  }

  // ---- verdicts

  /** Tests a mutant. */
  Verdict verdict(Mutant mutant) throws IOException {
    byte[] changed = patch.patched(mutant.function(), mutant.slot(), mutant.mutation());
    try {
      BpfObject opened = BpfObject.open(object.toString(), changed);
      if (!original.differs(opened, profile, runs)) {
        return Verdict.EQUIVALENT;
      }
    } catch (BpfException e) {
      return Verdict.REFUSED;
    }
    return passes(changed) ? Verdict.ESCAPED : Verdict.CAUGHT;
  }

  /** Whether the tests pass for the unmodified object. */
  boolean passes() throws IOException {
    return passes(bytes);
  }

  /** Runs the tests of a copy of the folder with this object in place of the original. */
  private boolean passes(byte[] changed) throws IOException {
    Path folder = Files.createTempDirectory("hidbpf-mutant-");
    try {
      try (Stream<Path> beside = Files.list(object.toAbsolutePath().getParent())) {
        for (Path file : beside.filter(Files::isRegularFile).toList()) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
      }
      Files.write(folder.resolve(object.getFileName()), changed);
      return Suite.of(List.of(folder)).run(FIRST_FAILURE, new SuiteListener() {}).isSuccess();
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
