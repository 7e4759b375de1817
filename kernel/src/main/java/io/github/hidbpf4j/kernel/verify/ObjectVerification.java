package io.github.hidbpf4j.kernel.verify;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfLoadException;
import io.github.hidbpf4j.bpf.btf.KernelKptrs;
import io.github.hidbpf4j.bpf.btf.KptrPolicy;
import io.github.hidbpf4j.bpf.map.MapException;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.object.LoadException;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.analysis.StaticFindings;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verdict.Verdict;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the programs of an object for a kernel, whether or not they are loaded by default,
 * without attaching or running anything.
 */
public final class ObjectVerification {
  private static final int CPUS = 1;

  private ObjectVerification() {}

  /**
   * A kernel's verdicts on an object's programs, in the object's order.
   *
   * @param types the kernel BTF that the object is linked against
   * @param wanted names of the programs to verify
   * @throws BpfException when the object cannot be linked at all, or one of its maps cannot be
   *     created
   */
  public static List<ProgramVerdict> verify(
      BpfObject object,
      ApiProfile profile,
      Btf types,
      VerificationOptions options,
      Predicate<String> wanted) {
    return verify(object, profile, types, options, wanted, _ -> {});
  }

  /**
   * Same, with the paths of the accepted programs.
   *
   * @param paths receives them, in the object's order
   */
  public static List<ProgramVerdict> verify(
      BpfObject object,
      ApiProfile profile,
      Btf types,
      VerificationOptions options,
      Predicate<String> wanted,
      Consumer<? super ProgramPaths> paths) {
    List<ProgramPaths> accepted = new ArrayList<>();
    List<ProgramVerdict> verdicts = verify(object, profile, types, options, wanted, accepted);
    accepted.forEach(paths);
    return verdicts;
  }

  /** Same, without findings if the paths are not wanted. */
  private static List<ProgramVerdict> verify(
      BpfObject object,
      ApiProfile profile,
      Btf types,
      VerificationOptions options,
      Predicate<String> wanted,
      @Nullable List<ProgramPaths> accepted) {
    LinkedObject linked = object.link(types);
    checkMaps(linked, new KernelKptrs(types));
    List<ProgramVerdict> verdicts = new ArrayList<>();
    for (ProgramSpec spec : object.programs()) {
      if (wanted.test(spec.name())) {
        verdicts.add(verify(linked, spec, profile, options, accepted));
      }
    }
    if (accepted != null) {
      addFindings(accepted, profile, verdicts);
    }
    addRefusal(linked, verdicts);
    return verdicts;
  }

  /** Adds the cause of verdicts on programs that were loaded without BTF. */
  private static void addRefusal(LinkedObject linked, List<ProgramVerdict> verdicts) {
    BtfLoadException refusal = linked.btfRefusal();
    if (refusal != null) {
      verdicts.replaceAll(
          v ->
              v.verdict() == Verdict.NOT_LINKED
                  ? v
                  : v.with(
                      List.of(
                          new Finding(
                              FindingKind.BTF_REFUSED,
                              v.program(),
                              "the kernel refuses the object's BTF, so it is loaded without types: %s (-%s)"
                                  .formatted(refusal.getMessage(), refusal.errno())))));
    }
  }

  /**
   * Adds static findings to accepted programs. The verifier reports sleeping timer callbacks,
   * except for calls that may sleep but are not flagged so, as in syscall programs.
   */
  private static void addFindings(
      List<ProgramPaths> accepted, ApiProfile profile, List<ProgramVerdict> verdicts) {
    List<Finding> findings = StaticFindings.of(accepted, profile);
    verdicts.replaceAll(
        v ->
            v.with(
                findings.stream()
                    .filter(f -> f.program().equals(v.program()))
                    .filter(
                        f ->
                            f.kind() != FindingKind.SLEEP_IN_TIMER_CALLBACK
                                || v.findings().stream().noneMatch(had -> had.kind() == f.kind()))
                    .toList()));
  }

  /**
   * The verdicts of several kernels on an object's programs.
   *
   * @param profiles the kernels, at least one
   * @param types their BTF
   * @param wanted names of the programs to verify
   * @throws BpfException when none of the kernels can link the object at all
   */
  public static KernelMatrix verify(
      BpfObject object,
      List<ApiProfile> profiles,
      Function<? super ApiProfile, Btf> types,
      VerificationOptions options,
      Predicate<String> wanted) {
    return verify(object, profiles, types, options, wanted, (_, _) -> {});
  }

  /**
   * Same, with the paths of the accepted programs.
   *
   * @param paths receives them, one kernel after another
   */
  public static KernelMatrix verify(
      BpfObject object,
      List<ApiProfile> profiles,
      Function<? super ApiProfile, Btf> types,
      VerificationOptions options,
      Predicate<String> wanted,
      BiConsumer<? super ApiProfile, ? super List<ProgramPaths>> paths) {
    return matrix(object, profiles, types, options, wanted, paths);
  }

  /** Same, without findings. */
  static KernelMatrix verdicts(
      BpfObject object,
      List<ApiProfile> profiles,
      Function<? super ApiProfile, Btf> types,
      VerificationOptions options,
      Predicate<String> wanted) {
    return matrix(object, profiles, types, options, wanted, null);
  }

  private static KernelMatrix matrix(
      BpfObject object,
      List<ApiProfile> profiles,
      Function<? super ApiProfile, Btf> types,
      VerificationOptions options,
      Predicate<String> wanted,
      @Nullable BiConsumer<? super ApiProfile, ? super List<ProgramPaths>> paths) {
    List<KernelMatrix.Kernel> kernels = new ArrayList<>();
    int unlinkable = 0;
    for (ApiProfile profile : profiles) {
      List<ProgramVerdict> verdicts;
      try {
        List<ProgramPaths> accepted = paths == null ? null : new ArrayList<>();
        verdicts = verify(object, profile, types.apply(profile), options, wanted, accepted);
        if (paths != null && accepted != null) {
          paths.accept(profile, accepted);
        }
      } catch (BpfException e) {
        if (++unlinkable == profiles.size()) {
          throw e;
        }
        verdicts = unlinkable(object, profile, e, wanted);
      }
      kernels.add(new KernelMatrix.Kernel(profile.name(), verdicts));
    }
    return new KernelMatrix(kernels);
  }

  /** The verdicts when {@link #verify} fails for all kernels. */
  public static KernelMatrix unlinkable(
      BpfObject object, List<ApiProfile> profiles, BpfException why, Predicate<String> wanted) {
    return new KernelMatrix(
        profiles.stream()
            .map(p -> new KernelMatrix.Kernel(p.name(), unlinkable(object, p, why, wanted)))
            .toList());
  }

  /** The verdicts when {@link #verify} fails: no program reaches the verifier. */
  private static List<ProgramVerdict> unlinkable(
      BpfObject object, ApiProfile profile, BpfException why, Predicate<String> wanted) {
    return object.programs().stream()
        .filter(p -> wanted.test(p.name()))
        .map(p -> ProgramVerdict.notLinked(p.name(), p.section(), profile.name(), why.getMessage()))
        .toList();
  }

  private static ProgramVerdict verify(
      LinkedObject linked,
      ProgramSpec spec,
      ApiProfile profile,
      VerificationOptions options,
      @Nullable List<ProgramPaths> accepted) {
    LinkedProgram program;
    try {
      program = linked.program(spec.name());
    } catch (LoadException e) {
      return ProgramVerdict.notLinked(spec.name(), spec.section(), profile.name(), e.getMessage());
    }
    Map<Integer, String> missing =
        new TreeMap<>(linked.poisoned().getOrDefault(spec.name(), Map.of()));
    missing.replaceAll((_, what) -> KernelsWith.withKernels(what));
    return accepted == null
        ? ProgramVerification.verify(program, profile, options, missing)
        : ProgramVerification.verify(program, profile, options, missing, accepted::add);
  }

  /**
   * Checks that the maps could be created, which happens at loading before any program is verified.
   */
  private static void checkMaps(LinkedObject linked, KptrPolicy kptrs) {
    for (MapSpec map : linked.maps()) {
      if (!linked.mapFailures().containsKey(map.name())) {
        try {
          MapFactory.checkLikeLibbpf(map, CPUS, kptrs);
        } catch (MapException e) {
          throw new BpfException(linked.name() + ": " + e.getMessage(), e);
        }
      }
    }
  }
}
