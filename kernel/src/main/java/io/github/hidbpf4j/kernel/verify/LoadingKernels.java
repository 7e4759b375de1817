package io.github.hidbpf4j.kernel.verify;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.object.ProgramSpec;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.VerificationOptions;
import java.util.List;
import java.util.Set;

/** Determines which released kernels load an object, without its optional parts. */
public final class LoadingKernels {
  private LoadingKernels() {}

  /** Whether the object is for HID-BPF, so that the question is meaningful. */
  public static boolean concerns(BpfObject object) {
    return object.programs().stream().map(ProgramSpec::target).anyMatch(LoadingKernels::isHook)
        || object.kernelSymbols().stream().anyMatch(name -> HidFunctions.find(name) != null);
  }

  private static boolean isHook(AttachTarget target) {
    if (target instanceof AttachTarget.StructOpsMember(String struct, String _)) {
      return struct.equals(HidBpfHooks.HID_BPF_OPS.struct());
    }
    return target instanceof AttachTarget.BtfFunction(String _, String function)
        && Profiles.all(false).stream().anyMatch(p -> p.hooks().containsKey(function));
  }

  /**
   * Verifies the programs that are loaded by default under every released kernel.
   *
   * @throws BpfException when none of them can link the object at all
   */
  public static KernelMatrix of(BpfObject object) {
    return of(object, releases(), true);
  }

  /**
   * Verifies the programs that are loaded by default under these kernels.
   *
   * @throws BpfException when none of them can link the object at all
   */
  public static KernelMatrix of(BpfObject object, List<ApiProfile> kernels) {
    return of(object, kernels, true);
  }

  /**
   * Like {@link #of}, without findings, which take longer than the verdicts.
   *
   * @throws BpfException when none of the kernels can link the object at all
   */
  public static KernelMatrix verdictsOf(BpfObject object, List<ApiProfile> kernels) {
    return of(object, kernels, false);
  }

  /** The released kernels, the oldest first. */
  public static List<ApiProfile> releases() {
    return Profiles.releases().stream().map(n -> Profiles.forName(n).orElseThrow()).toList();
  }

  private static KernelMatrix of(BpfObject object, List<ApiProfile> kernels, boolean findings) {
    LoadPlan plan = LoadPlan.of(object, Set.of());
    return findings
        ? ObjectVerification.verify(
            object,
            kernels,
            p -> KernelTypes.of(p).btf(),
            VerificationOptions.DEFAULT,
            plan.programs()::contains)
        : ObjectVerification.verdicts(
            object,
            kernels,
            p -> KernelTypes.of(p).btf(),
            VerificationOptions.DEFAULT,
            plan.programs()::contains);
  }
}
