package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.map.RingBuffer;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.proto.DataFunctions;

/** Ring buffers, records and dynptrs to records ({@code kernel/bpf/ringbuf.c}, Linux 6.12). */
final class RingBufferHelpers {
  private RingBufferHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper(
            DataFunctions.RINGBUF_OUTPUT,
            (run, map, from, size, flags, _) -> ring(run, map).output(from, size, flags))
        .helper(
            DataFunctions.RINGBUF_RESERVE,
            (run, map, size, flags, _, _) -> ring(run, map).reserve(size, flags))
        .helper(
            DataFunctions.RINGBUF_SUBMIT,
            (run, record, flags, _, _, _) -> owner(run, record).submit(record, flags))
        .helper(
            DataFunctions.RINGBUF_DISCARD,
            (run, record, flags, _, _, _) -> owner(run, record).discard(record, flags))
        .helper(
            DataFunctions.RINGBUF_QUERY, (run, map, flags, _, _, _) -> ring(run, map).query(flags))
        .helper(DataFunctions.RINGBUF_RESERVE_DYNPTR, RingBufferHelpers::reserveDynptr)
        .helper(
            DataFunctions.RINGBUF_SUBMIT_DYNPTR,
            (run, p, flags, _, _, _) -> commit(run, p, flags, false))
        .helper(
            DataFunctions.RINGBUF_DISCARD_DYNPTR,
            (run, p, flags, _, _, _) -> commit(run, p, flags, true));
  }

  private static RingBuffer ring(RunContext run, long map) {
    if (MapHelpers.map(run, map) instanceof RingBuffer ring) {
      return ring;
    }
    throw new BpfException("map at 0x%x is not a ring buffer".formatted(map));
  }

  /** The ring buffer that a record belongs to. */
  private static RingBuffer owner(RunContext run, long record) {
    ArenaMemory.Allocation area = run.memory().allocationNear(record);
    if (area != null && run.map(run.memory().getLong(area.address())) instanceof RingBuffer ring) {
      return ring;
    }
    throw new BpfException("0x%x is not a record of a ring buffer".formatted(record));
  }

  private static long reserveDynptr(
      RunContext run, long map, long size, long flags, long dynptr, long r5) {
    ArenaMemory memory = run.memory();
    long bytes = size & 0xffff_ffffL;
    Dynptr.clear(memory, dynptr);
    if (flags != 0) {
      return Errno.EINVAL.result();
    }
    if (!Dynptr.fits(bytes)) {
      return Errno.E2BIG.result();
    }
    long record = ring(run, map).reserve(bytes, 0);
    if (record == 0) {
      return Errno.EINVAL.result();
    }
    Dynptr.init(memory, dynptr, record, Dynptr.RINGBUF, bytes);
    return 0;
  }

  private static long commit(RunContext run, long dynptr, long flags, boolean discard) {
    ArenaMemory memory = run.memory();
    long record = Dynptr.base(memory, dynptr);
    if (record == 0) {
      return 0;
    }
    RingBuffer ring = owner(run, record);
    if (discard) {
      ring.discard(record, flags);
    } else {
      ring.submit(record, flags);
    }
    Dynptr.clear(memory, dynptr);
    return 0;
  }
}
