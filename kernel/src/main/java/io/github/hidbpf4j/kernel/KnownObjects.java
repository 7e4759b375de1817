package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.runtime.VerifiedObjects;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cache of information about loaded objects, shared by kernels that load the same ones: a test
 * suite loads each many times. Thread-safe.
 */
public final class KnownObjects {
  /** Key: an object and the parts of it that are loaded. */
  private record Key(BpfObject object, String profile, List<String> programs) {
    @Override
    @SuppressWarnings("ReferenceEquality") // an equal object may have another name
    public boolean equals(Object other) {
      return other instanceof Key(BpfObject o, String under, List<String> loaded)
          && o == object
          && under.equals(profile)
          && loaded.equals(programs);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * System.identityHashCode(object) + profile.hashCode()) + programs.hashCode();
    }
  }

  private final VerifiedObjects verified = new VerifiedObjects();
  private final Map<Key, List<Finding>> suspicions = new ConcurrentHashMap<>();

  VerifiedObjects verified() {
    return verified;
  }

  /** The static findings on an object; null if not analysed yet. */
  @Nullable List<Finding> suspicions(BpfObject object, String profile, List<String> programs) {
    return suspicions.get(new Key(object, profile, programs));
  }

  /** Stores the findings. */
  void keep(BpfObject object, String profile, List<String> programs, List<Finding> findings) {
    suspicions.put(new Key(object, profile, programs), List.copyOf(findings));
  }
}
