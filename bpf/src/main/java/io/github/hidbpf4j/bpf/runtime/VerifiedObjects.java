package io.github.hidbpf4j.bpf.runtime;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkOptions;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A cache of linked objects and verified programs for several runtimes: those that load the same
 * {@link BpfObject} with the same types under the same profile, and implement the same functions.
 * Only accepted programs are kept. Thread-safe.
 */
public final class VerifiedObjects {
  /** Key of a linked object; compares instances by identity. */
  private record LinkKey(BpfObject object, Btf types) {
    @Override
    @SuppressWarnings("ReferenceEquality") // an equal object may have another name
    public boolean equals(Object other) {
      return other instanceof LinkKey(BpfObject o, Btf t) && o == object && t == types;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(object) + System.identityHashCode(types);
    }
  }

  private record ProgramKey(LinkedObject object, String program, String profile) {
    @Override
    @SuppressWarnings("ReferenceEquality") // as above
    public boolean equals(Object other) {
      return other instanceof ProgramKey(LinkedObject o, String name, String under)
          && o == object
          && name.equals(program)
          && under.equals(profile);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * System.identityHashCode(object) + program.hashCode()) + profile.hashCode();
    }
  }

  private final Map<LinkKey, LinkedObject> linked = new ConcurrentHashMap<>();
  private final Map<ProgramKey, VerifiedProgram> verified = new ConcurrentHashMap<>();

  /** The object, linked with these types. */
  LinkedObject link(BpfObject object, Btf types) {
    return linked.computeIfAbsent(
        new LinkKey(object, types), key -> object.link(types, LinkOptions.DEFAULT));
  }

  /** The program of an object returned by {@link #link}, verified now if it was not before. */
  VerifiedProgram verify(
      LinkedObject object,
      LinkedProgram program,
      String profile,
      Supplier<VerifiedProgram> verify) {
    return verified.computeIfAbsent(
        new ProgramKey(object, program.name(), profile), key -> verify.get());
  }
}
