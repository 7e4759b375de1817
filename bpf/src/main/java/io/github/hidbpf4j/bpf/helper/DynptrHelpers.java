package io.github.hidbpf4j.bpf.helper;

import static io.github.hidbpf4j.bpf.helper.Dynptr.*;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.DynptrFunctions;

/**
 * Dynptrs to memory of the program and to ring buffer records ({@code kernel/bpf/helpers.c}, Linux
 * 6.12 to 7.3); the layout is in {@link Dynptr}.
 */
final class DynptrHelpers {
  private DynptrHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper(DataFunctions.DYNPTR_FROM_MEM, DynptrHelpers::fromMemory)
        .helper(DataFunctions.DYNPTR_READ, DynptrHelpers::read)
        .helper(DataFunctions.DYNPTR_WRITE, DynptrHelpers::write)
        .helper(DataFunctions.DYNPTR_DATA, DynptrHelpers::data)
        .kfunc(DynptrFunctions.DYNPTR_SLICE, DynptrHelpers::slice)
        .kfunc(
            DynptrFunctions.DYNPTR_SLICE_RDWR,
            (run, p, offset, buffer, size, _) ->
                isReadOnly(run.memory(), p) ? 0 : slice(run, p, offset, buffer, size, 0))
        .kfunc(DynptrFunctions.DYNPTR_ADJUST, DynptrHelpers::adjust)
        .kfunc(
            DynptrFunctions.DYNPTR_IS_NULL, (run, p, _, _, _, _) -> isNull(run.memory(), p) ? 1 : 0)
        .kfunc(
            DynptrFunctions.DYNPTR_IS_RDONLY,
            (run, p, _, _, _, _) -> !isNull(run.memory(), p) && isReadOnly(run.memory(), p) ? 1 : 0)
        .kfunc(
            DynptrFunctions.DYNPTR_SIZE,
            (run, p, _, _, _, _) ->
                isNull(run.memory(), p)
                    ? Errno.EINVAL.result() & 0xffff_ffffL
                    : size(run.memory(), p))
        .kfunc(DynptrFunctions.DYNPTR_CLONE, DynptrHelpers::copy)
        .kfunc(DynptrFunctions.DYNPTR_COPY, DynptrHelpers::copyData)
        .kfunc(DynptrFunctions.DYNPTR_MEMSET, DynptrHelpers::fill);
  }

  private static long u32(long value) {
    return value & 0xffff_ffffL;
  }

  private static long fromMemory(
      RunContext run, long data, long size, long flags, long dynptr, long r5) {
    boolean fits = fits(u32(size));
    if (!fits || flags != 0) {
      clear(run.memory(), dynptr);
      return (fits ? Errno.EINVAL : Errno.E2BIG).result();
    }
    init(run.memory(), dynptr, data, LOCAL, u32(size));
    return 0;
  }

  private static long read(
      RunContext run, long to, long length, long dynptr, long offset, long flags) {
    ArenaMemory memory = run.memory();
    if (isNull(memory, dynptr) || flags != 0) {
      return Errno.EINVAL.result();
    }
    if (!isInside(memory, dynptr, u32(offset), u32(length))) {
      return Errno.E2BIG.result();
    }
    memory.copy(at(memory, dynptr, u32(offset)), to, u32(length));
    return 0;
  }

  private static long write(
      RunContext run, long dynptr, long offset, long from, long length, long flags) {
    ArenaMemory memory = run.memory();
    if (isNull(memory, dynptr) || isReadOnly(memory, dynptr)) {
      return Errno.EINVAL.result();
    }
    if (!isInside(memory, dynptr, u32(offset), u32(length))) {
      return Errno.E2BIG.result();
    }
    if (flags != 0) {
      return Errno.EINVAL.result();
    }
    memory.copy(from, at(memory, dynptr, u32(offset)), u32(length));
    return 0;
  }

  private static long data(
      RunContext run, long dynptr, long offset, long length, long r4, long r5) {
    boolean hidden = isReadOnly(run.memory(), dynptr) || isPacket(run.memory(), dynptr);
    return hidden ? 0 : slice(run, dynptr, offset, 0, length, 0);
  }

  private static long slice(
      RunContext run, long dynptr, long offset, long buffer, long length, long r5) {
    ArenaMemory memory = run.memory();
    return isNull(memory, dynptr) || !isInside(memory, dynptr, u32(offset), u32(length))
        ? 0
        : at(memory, dynptr, u32(offset));
  }

  private static long adjust(RunContext run, long dynptr, long start, long end, long r4, long r5) {
    ArenaMemory memory = run.memory();
    if (isNull(memory, dynptr) || u32(start) > u32(end)) {
      return Errno.EINVAL.result();
    }
    if (u32(end) > size(memory, dynptr)) {
      return Errno.ERANGE.result();
    }
    narrow(memory, dynptr, u32(start), u32(end));
    return 0;
  }

  private static long copy(RunContext run, long dynptr, long to, long r3, long r4, long r5) {
    ArenaMemory memory = run.memory();
    if (isNull(memory, dynptr)) {
      clear(memory, to);
      return Errno.EINVAL.result();
    }
    memory.copy(dynptr, to, BYTES);
    return 0;
  }

  /**
   * Offsets and sizes have 64 bits from 6.19 on, and 32 before: programs pass values that fit both.
   */
  private static boolean isRange(ArenaMemory memory, long dynptr, long offset, long size) {
    return offset >= 0 && size >= 0 && isInside(memory, dynptr, offset, size);
  }

  private static long copyData(
      RunContext run, long to, long toOffset, long from, long fromOffset, long size) {
    ArenaMemory memory = run.memory();
    boolean fromFits = isRange(memory, from, fromOffset, size);
    boolean toFits = isRange(memory, to, toOffset, size);
    boolean readable = fromFits && !isNull(memory, from);
    boolean open = !isNull(memory, to) && !isReadOnly(memory, to);
    if (readable && toFits && open) {
      memory.copy(at(memory, from, fromOffset), at(memory, to, toOffset), size);
      return 0;
    }
    if (readable && !open || toFits && open && isNull(memory, from)) {
      return Errno.EINVAL.result();
    }
    return fromFits && toFits ? 0 : Errno.E2BIG.result();
  }

  private static long fill(
      RunContext run, long dynptr, long offset, long size, long value, long r5) {
    ArenaMemory memory = run.memory();
    boolean there = !isNull(memory, dynptr);
    if (there && isReadOnly(memory, dynptr)) {
      return Errno.EINVAL.result();
    }
    if (!isRange(memory, dynptr, offset, size)) {
      return Errno.E2BIG.result();
    }
    if (there) {
      memory.fill(at(memory, dynptr, offset), size, (byte) value);
    }
    return 0;
  }
}
