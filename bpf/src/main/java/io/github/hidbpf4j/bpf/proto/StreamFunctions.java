package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.FlagChange.adds;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.IMPLICIT_ARGS;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.PERFMON;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SPINLOCK_SAFE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;

import java.util.List;

/** Streams of programs (Linux 6.17 to 7.3, {@code kernel/bpf/stream.c}). */
public final class StreamFunctions {
  /** {@code bpf_stream_vprintk_impl}. */
  public static final Kfunc STREAM_VPRINTK_IMPL =
      Kfunc.of("bpf_stream_vprintk_impl", TRUSTED_ARGS, linux6(18), GoneSince.goneSince7(0));

  /** {@code bpf_stream_vprintk}: without the implicit argument in 6.17. */
  public static final Kfunc STREAM_VPRINTK =
      Kfunc.of(
          "bpf_stream_vprintk",
          TRUSTED_ARGS,
          new InPlaceOf(STREAM_VPRINTK_IMPL),
          linux6(17),
          GoneSince.until(linux6(18), linux7(0)),
          adds(linux7(0), IMPLICIT_ARGS),
          adds(linux7(3), SPINLOCK_SAFE, PERFMON));

  /** {@code bpf_stream_print_stack}. */
  public static final Kfunc STREAM_PRINT_STACK =
      Kfunc.of(
          "bpf_stream_print_stack",
          IMPLICIT_ARGS,
          linux7(0),
          adds(linux7(3), SPINLOCK_SAFE, PERFMON));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(STREAM_VPRINTK_IMPL, STREAM_VPRINTK, STREAM_PRINT_STACK);

  private StreamFunctions() {}
}
