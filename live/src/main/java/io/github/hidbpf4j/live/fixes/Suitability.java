package io.github.hidbpf4j.live.fixes;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import java.util.List;

/**
 * Whether an object can be used on a machine: as the kernel itself would load it, or else in a
 * bridge, which runs it as on the kernel that it was written for.
 *
 * @param profile the kernel that it runs as on
 * @param refusal why the machine's own kernel would reject it; empty if it would not
 * @param obstacle why nothing can run it; empty if something can
 */
public record Suitability(ApiProfile profile, String refusal, String obstacle) {
  /** The suitability of an object on a machine with this kernel. */
  public static Suitability of(BpfObject object, ApiProfile machine) {
    String refusal = refusal(object, machine);
    if (refusal.isEmpty()) {
      return new Suitability(machine, "", "");
    }
    ApiProfile own = ObjectProfile.of(object);
    if (own.name().equals(machine.name())) {
      return new Suitability(machine, refusal, refusal);
    }
    return new Suitability(own, refusal, refusal(object, own));
  }

  /** Whether something can run it here. */
  public boolean isUsable() {
    return obstacle.isEmpty();
  }

  private static String refusal(BpfObject object, ApiProfile profile) {
    try {
      KernelMatrix.Kernel kernel =
          LoadingKernels.verdictsOf(object, List.of(profile)).kernels().getFirst();
      if (kernel.verdicts().isEmpty()) {
        return object.name() + ": has no program";
      }
      return kernel.verdicts().stream()
          .filter(verdict -> !verdict.accepted())
          .findFirst()
          .map(ProgramVerdict::reason)
          .orElse("");
    } catch (BpfException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
