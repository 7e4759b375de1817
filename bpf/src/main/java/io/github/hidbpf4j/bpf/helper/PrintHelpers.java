package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.StreamFunctions;
import io.github.hidbpf4j.bpf.proto.TracingFunctions;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code bpf_trace_printk}, {@code bpf_trace_vprintk} and {@code bpf_snprintf} ({@code
 * kernel/trace/bpf_trace.c}, {@code kernel/bpf/helpers.c}, Linux 6.12). Trace output goes to {@link
 * RunContext#trace}, truncated after 1023 bytes and at the first NUL, with one trailing newline
 * removed.
 */
final class PrintHelpers {
  private static final int MOST_OUTPUT = 1023;
  private static final int MOST_ARGUMENTS = 12;
  private static final int MOST_FORMAT = 1 << 16;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private PrintHelpers() {}

  static void addTo(HelperRegistry.Builder b) {
    b.helper(
            TracingFunctions.TRACE_PRINTK,
            (run, format, size, a, c, d) -> trace(run, format, size, new long[] {a, c, d}))
        .helper(
            TracingFunctions.TRACE_VPRINTK,
            (run, format, size, data, bytes, _) ->
                isArgumentList(data, bytes)
                    ? trace(run, format, size, arguments(run.memory(), data, bytes))
                    : Errno.EINVAL.result())
        .helper(CoreFunctions.SNPRINTF, PrintHelpers::print)
        .kfunc(StreamFunctions.STREAM_VPRINTK, PrintHelpers::stream)
        .kfunc(StreamFunctions.STREAM_VPRINTK_IMPL, PrintHelpers::stream);
  }

  private static long trace(RunContext run, long format, long size, long[] arguments) {
    ArenaMemory memory = run.memory();
    byte[] text = format(memory, format, size & 0xffff_ffffL);
    if (text == null) {
      return Errno.EINVAL.result();
    }
    long error = BprintfArguments.check(memory, text, arguments);
    if (error != 0) {
      return error;
    }
    byte[] out = new byte[MOST_OUTPUT];
    long length = Bprintf.print(memory, text, arguments, out);
    int shown = 0;
    while (shown < Math.min(length, MOST_OUTPUT) && out[shown] != 0) {
      shown++;
    }
    if (shown > 0 && out[shown - 1] == '\n') {
      shown--;
    }
    String line = new String(out, 0, shown, StandardCharsets.UTF_8);
    run.trace().printk(run.program().source().name(), line);
    return (int) length;
  }

  /** {@code bpf_stream_vprintk}: output to a program's streams goes to its trace. */
  private static long stream(RunContext run, long id, long format, long data, long bytes, long r5) {
    if ((int) id != STDOUT && (int) id != STDERR) {
      return Errno.ENOENT.result();
    }
    if (!isArgumentList(data, bytes)) {
      return Errno.EINVAL.result();
    }
    long printed = trace(run, format, MOST_FORMAT, arguments(run.memory(), data, bytes));
    return Math.min(printed, 0);
  }

  private static long print(
      RunContext run, long to, long size, long format, long data, long bytes) {
    ArenaMemory memory = run.memory();
    if (!isArgumentList(data, bytes)) {
      return Errno.EINVAL.result();
    }
    byte[] text = format(memory, format, 0xffff_ffffL);
    if (text == null) {
      return Errno.EINVAL.result();
    }
    long[] arguments = arguments(memory, data, bytes);
    long error = BprintfArguments.check(memory, text, arguments);
    if (error != 0) {
      return error;
    }
    int room = (int) Math.min(size & 0xffff_ffffL, Integer.MAX_VALUE);
    byte[] out = new byte[Math.max(0, room - 1)];
    long length = Bprintf.print(memory, text, arguments, out);
    if (room > 0) {
      int stored = (int) Math.min(length, out.length);
      memory.putBytes(to, out, 0, stored);
      memory.putByte(to + stored, (byte) 0);
    }
    return (int) (length + 1);
  }

  private static boolean isArgumentList(long data, long size) {
    long bytes = size & 0xffff_ffffL;
    return bytes % 8 == 0 && bytes <= MOST_ARGUMENTS * 8 && (bytes == 0 || data != 0);
  }

  private static long[] arguments(ArenaMemory memory, long data, long size) {
    long[] all = new long[(int) size / 8];
    for (int i = 0; i < all.length; i++) {
      all[i] = memory.getLong(data + 8L * i);
    }
    return all;
  }

  /** The format up to its NUL, or null when there is none in {@code size} bytes. */
  private static byte @Nullable [] format(ArenaMemory memory, long address, long size) {
    int length = 0;
    while (memory.getByte(address + length) != 0) {
      length++;
      if (length >= size || length >= MOST_FORMAT) {
        return null;
      }
    }
    return memory.getBytes(address, length);
  }
}
