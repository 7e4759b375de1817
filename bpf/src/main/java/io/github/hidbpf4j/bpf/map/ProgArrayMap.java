package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import org.jspecify.annotations.Nullable;

/**
 * BPF_MAP_TYPE_PROG_ARRAY: programs to tail-call. User space stores and reads program ids, where
 * the kernel takes a descriptor on storing; the engine calls {@link #program}.
 */
public final class ProgArrayMap extends FdArrayMap<ProgramHandle> {
  private final Object ownerLock = new Object();
  private @Nullable ProgramOwner owner;

  ProgArrayMap(MapSpec spec, MapEnvironment environment) {
    super(spec, environment);
  }

  /** The program at an index (unsigned), or null when the index is out of range or empty. */
  public @Nullable ProgramHandle program(int index) {
    return at(index);
  }

  /**
   * Whether a program that uses this map, or is stored in it, is compatible with earlier ones; the
   * first one decides for good. Also called when a program is loaded.
   */
  public boolean admit(ProgramOwner candidate) {
    synchronized (ownerLock) {
      ProgramOwner first = owner;
      if (first == null) {
        owner = candidate;
        return true;
      }
      return first.accepts(candidate);
    }
  }

  /** Stores a program: 0, -E2BIG outside the array, -EINVAL for an incompatible one. */
  public long put(int index, ProgramHandle program) {
    if (isOutside(index)) {
      return Errno.E2BIG.result();
    }
    if (program.owner().type() == ProgramType.EXT || !admit(program.owner())) {
      return Errno.EINVAL.result();
    }
    program.acquire();
    store(index, program);
    return OK;
  }

  @Override
  long updateForUser(byte[] key, byte[] value, long flags) {
    if (flags != BPF_ANY) {
      return Errno.EINVAL.result();
    }
    int index = IdValue.read(key);
    if (isOutside(index)) {
      return Errno.E2BIG.result();
    }
    ProgramHandle program = environment.registry().program(IdValue.read(value));
    return program == null ? Errno.EBADF.result() : put(index, program);
  }

  /** Programs and their array may reference each other: the last user breaks the cycle. */
  @Override
  protected void lastUserReleased() {
    dispose();
  }

  @Override
  int id(ProgramHandle program) {
    return program.id();
  }

  @Override
  void release(ProgramHandle program) {
    program.release();
  }
}
