package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.FlagChange.adds;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.PERFMON;

import java.util.List;

/** Kfuncs for strings (Linux 6.17 to 7.3, {@code kernel/bpf/helpers.c}). */
public final class StringFunctions {
  /** {@code bpf_strcmp}. */
  public static final Kfunc STRCMP = Kfunc.of("bpf_strcmp", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strcasecmp}. */
  public static final Kfunc STRCASECMP =
      Kfunc.of("bpf_strcasecmp", linux6(18), adds(linux7(3), PERFMON));

  /** {@code bpf_strncasecmp}. */
  public static final Kfunc STRNCASECMP =
      Kfunc.of("bpf_strncasecmp", linux7(0), adds(linux7(3), PERFMON));

  /** {@code bpf_strchr}. */
  public static final Kfunc STRCHR = Kfunc.of("bpf_strchr", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strchrnul}. */
  public static final Kfunc STRCHRNUL =
      Kfunc.of("bpf_strchrnul", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strnchr}. */
  public static final Kfunc STRNCHR = Kfunc.of("bpf_strnchr", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strrchr}. */
  public static final Kfunc STRRCHR = Kfunc.of("bpf_strrchr", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strlen}. */
  public static final Kfunc STRLEN = Kfunc.of("bpf_strlen", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strnlen}. */
  public static final Kfunc STRNLEN = Kfunc.of("bpf_strnlen", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strspn}. */
  public static final Kfunc STRSPN = Kfunc.of("bpf_strspn", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strcspn}. */
  public static final Kfunc STRCSPN = Kfunc.of("bpf_strcspn", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strstr}. */
  public static final Kfunc STRSTR = Kfunc.of("bpf_strstr", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strcasestr}. */
  public static final Kfunc STRCASESTR =
      Kfunc.of("bpf_strcasestr", linux6(19), adds(linux7(3), PERFMON));

  /** {@code bpf_strnstr}. */
  public static final Kfunc STRNSTR = Kfunc.of("bpf_strnstr", linux6(17), adds(linux7(3), PERFMON));

  /** {@code bpf_strncasestr}. */
  public static final Kfunc STRNCASESTR =
      Kfunc.of("bpf_strncasestr", linux6(19), adds(linux7(3), PERFMON));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          STRCMP,
          STRCASECMP,
          STRNCASECMP,
          STRCHR,
          STRCHRNUL,
          STRNCHR,
          STRRCHR,
          STRLEN,
          STRNLEN,
          STRSPN,
          STRCSPN,
          STRSTR,
          STRCASESTR,
          STRNSTR,
          STRNCASESTR);

  private StringFunctions() {}
}
