package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The default kernels of a new snapshot. */
public final class UsualKernels {
  private UsualKernels() {}

  /**
   * Verifies the objects under all released kernels.
   *
   * @return those of {@link SuiteOptions#DEFAULT_KERNELS} that load all of them; if none does, the
   *     newest kernel that does; empty if there is none
   */
  public static List<String> of(Collection<BpfObject> objects) {
    List<List<String>> loading = new ArrayList<>();
    for (BpfObject object : objects) {
      try {
        loading.add(LoadingKernels.verdictsOf(object, LoadingKernels.releases()).loading());
      } catch (BpfException e) {
        return List.of();
      }
    }
    return among(loading);
  }

  /**
   * Does the same as {@link #of}, from known verdicts.
   *
   * @param loading for each object the names of the kernels that load it, the oldest first
   */
  static List<String> among(List<List<String>> loading) {
    List<String> usual = new ArrayList<>(SuiteOptions.DEFAULT_KERNELS);
    loading.forEach(usual::retainAll);
    if (!usual.isEmpty() || loading.isEmpty()) {
      return usual;
    }
    List<String> any = new ArrayList<>(loading.getFirst());
    loading.forEach(any::retainAll);
    return any.isEmpty() ? List.of() : List.of(any.getLast());
  }
}
