package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.memory.OutOfArenaException;
import io.github.hidbpf4j.bpf.proto.IteratorFunctions;

/**
 * Open-coded iterators over numbers and bits ({@code kernel/bpf/bpf_iter.c}, {@code helpers.c},
 * Linux 6.12). A number iterator is {@code int cur, end}; a bit iterator {@code u64 bits} (one
 * word, or the address of a copy of several), {@code int nr_bits, bit}. {@code next} returns the
 * address of the current value in the iterator, or 0 at the end.
 */
final class IteratorKfuncs {
  private static final int END = 4;
  private static final int NR_BITS = 8;
  private static final int BIT = 12;
  private static final int MOST_WORDS = 511;

  private IteratorKfuncs() {}

  static void addTo(HelperRegistry.Builder b) {
    b.kfunc(
            IteratorFunctions.ITER_NUM_NEW,
            (run, it, start, end, _, _) -> numNew(run.memory(), it, (int) start, (int) end))
        .kfunc(IteratorFunctions.ITER_NUM_NEXT, (run, it, _, _, _, _) -> numNext(run.memory(), it))
        .kfunc(
            IteratorFunctions.ITER_NUM_DESTROY,
            (run, it, _, _, _, _) -> numEnd(run.memory(), it, 0))
        .kfunc(
            IteratorFunctions.ITER_BITS_NEW,
            (run, it, from, words, _, _) -> bitsNew(run.memory(), it, from, words & 0xffff_ffffL))
        .kfunc(
            IteratorFunctions.ITER_BITS_NEXT, (run, it, _, _, _, _) -> bitsNext(run.memory(), it))
        .kfunc(
            IteratorFunctions.ITER_BITS_DESTROY,
            (run, it, _, _, _, _) -> bitsDestroy(run.memory(), it));
  }

  private static long numNew(ArenaMemory memory, long it, int start, int end) {
    if (start > end) {
      return numEnd(memory, it, Errno.EINVAL.result());
    }
    if ((long) end - start > ControlHelpers.MAX_LOOPS) {
      return numEnd(memory, it, Errno.E2BIG.result());
    }
    memory.putInt(it, start - 1);
    memory.putInt(it + END, end);
    return 0;
  }

  private static long numNext(ArenaMemory memory, long it) {
    int next = memory.getInt(it) + 1;
    if (next >= memory.getInt(it + END)) {
      return numEnd(memory, it, 0);
    }
    memory.putInt(it, next);
    return it;
  }

  private static long numEnd(ArenaMemory memory, long it, long result) {
    memory.putLong(it, 0);
    return result;
  }

  private static long bitsNew(ArenaMemory memory, long it, long from, long words) {
    memory.putLong(it, 0);
    memory.putInt(it + NR_BITS, 0);
    memory.putInt(it + BIT, -1);
    if (from == 0 || words == 0) {
      return Errno.EINVAL.result();
    }
    if (words > MOST_WORDS) {
      return Errno.E2BIG.result();
    }
    if (words == 1) {
      if (KernelProbe.copy(memory, from, it, 8) < 0) {
        memory.putLong(it, 0);
        return Errno.EFAULT.result();
      }
    } else {
      long copy;
      try {
        copy = memory.allocate(words * 8, "bits of a bpf_iter_bits");
      } catch (OutOfArenaException _) {
        return Errno.ENOMEM.result();
      }
      long error = KernelProbe.copy(memory, from, copy, words * 8);
      if (error < 0) {
        memory.free(copy);
        return error;
      }
      memory.putLong(it, copy);
    }
    memory.putInt(it + NR_BITS, (int) words * 64);
    return 0;
  }

  private static long bitsNext(ArenaMemory memory, long it) {
    int count = memory.getInt(it + NR_BITS);
    int bit = memory.getInt(it + BIT);
    if (count == 0 || bit >= count) {
      return 0;
    }
    bit = nextBit(memory, count == 64 ? it : memory.getLong(it), count, bit + 1);
    memory.putInt(it + BIT, bit);
    return bit >= count ? 0 : it + BIT;
  }

  private static int nextBit(ArenaMemory memory, long words, int count, int from) {
    int bit = from;
    while (bit < count) {
      long rest = memory.getLong(words + (bit >>> 6) * 8L) >>> (bit & 63);
      if (rest != 0) {
        return bit + Long.numberOfTrailingZeros(rest);
      }
      bit = (bit | 63) + 1;
    }
    return count;
  }

  private static long bitsDestroy(ArenaMemory memory, long it) {
    if (memory.getInt(it + NR_BITS) > 64) {
      memory.free(memory.getLong(it));
    }
    return 0;
  }
}
