package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.Arrays;

/**
 * What a program must be, beyond its type, for a prototype to apply: the conditions in the {@code
 * *_func_proto} functions of Linux 6.12 to 7.3.
 */
public enum UseCondition {
  /** No further condition. */
  ALWAYS,
  /** Loaded as sleepable. */
  SLEEPABLE,
  /** An iterator program: {@code iter}. */
  ITER,
  /** Guarded against recursion: all except struct_ops, LSM and iterators. */
  RECURSION_CHECKED,
  /**
   * Attached through a trampoline: {@code fentry}, {@code fexit}, {@code fmod_ret}, {@code lsm}.
   */
  TRAMPOLINE,
  /** Like {@link #TRAMPOLINE}, or {@code tp_btf}. */
  TRAMPOLINE_OR_RAW_TP,
  /** {@code kprobe.multi} and its variants. */
  KPROBE_MULTI,
  /** {@code kprobe.session}. */
  KPROBE_SESSION,
  /** {@code uprobe.multi} and its variants. */
  UPROBE_MULTI,
  /**
   * A cgroup program whose verdict is an errno: not those for received messages and socket names.
   */
  CGROUP_RETVAL,
  /** {@code cgroup/connect4} and {@code cgroup/connect6}. */
  CONNECT,
  /** Cgroup programs for socket addresses, except those for the names of Unix sockets. */
  SOCKET_OPTIONS,
  /** {@code cgroup/setsockopt}. */
  SETSOCKOPT,
  /** {@code cgroup/sock_create}. */
  SOCKET_CREATION,
  /** {@code lsm_cgroup}. */
  LSM_CGROUP,
  /** {@code lsm_cgroup} at a hook that has a socket, locked. */
  LSM_LOCKED_SOCKET,
  /** {@code lsm_cgroup} at a hook that has a socket, not locked. */
  LSM_UNLOCKED_SOCKET,
  /** {@code iter/tcp} and {@code iter/unix}, which hold a socket's lock. */
  SOCKET_ITER;

  /** Whether it holds for this program. */
  public boolean holds(LinkedProgram program) {
    return switch (this) {
      case ALWAYS -> true;
      case SLEEPABLE -> program.sleepable();
      case ITER -> kind(program).equals("iter");
      case RECURSION_CHECKED ->
          program.type() != ProgramType.STRUCT_OPS
              && program.type() != ProgramType.LSM
              && !kind(program).equals("iter");
      case TRAMPOLINE -> trampoline(kind(program));
      case TRAMPOLINE_OR_RAW_TP -> trampoline(kind(program)) || kind(program).equals("tp_btf");
      case KPROBE_MULTI ->
          kind(program).equals("kprobe.multi")
              || kind(program).equals("kretprobe.multi")
              || kind(program).equals("kprobe.session");
      case KPROBE_SESSION -> kind(program).equals("kprobe.session");
      case UPROBE_MULTI ->
          kind(program).equals("uprobe.multi") || kind(program).equals("uretprobe.multi");
      case CGROUP_RETVAL ->
          !section(program).matches("cgroup/(recvmsg|getpeername|getsockname)(4|6|_unix)");
      case CONNECT -> attached(program, "connect4", "connect6");
      case SOCKET_OPTIONS -> !section(program).matches("cgroup/get(peer|sock)name_unix");
      case SETSOCKOPT -> attached(program, "setsockopt");
      case SOCKET_CREATION -> attached(program, "sock_create", "sock");
      case LSM_CGROUP -> kind(program).equals("lsm_cgroup");
      case LSM_LOCKED_SOCKET ->
          kind(program).equals("lsm_cgroup")
              && function(program, "sock_graft", "inet_csk_clone", "inet_conn_established");
      case LSM_UNLOCKED_SOCKET ->
          kind(program).equals("lsm_cgroup")
              && function(program, "socket_post_create", "socket_socketpair");
      case SOCKET_ITER -> kind(program).equals("iter") && function(program, "tcp", "unix");
    };
  }

  private static String section(LinkedProgram program) {
    return program.section().replace("?", "");
  }

  /**
   * Whether the program has one of these attach types; a bare program counts as any of its type.
   */
  private static boolean attached(LinkedProgram program, String... names) {
    String section = section(program);
    return !section.startsWith("cgroup/")
        || Arrays.asList(names).contains(section.substring("cgroup/".length()));
  }

  private static boolean function(LinkedProgram program, String... names) {
    return program.target() instanceof AttachTarget.BtfFunction(_, String function)
        && Arrays.asList(names).contains(function);
  }

  private static boolean trampoline(String kind) {
    return switch (kind) {
      case "fentry", "fexit", "fmod_ret", "lsm" -> true;
      default -> false;
    };
  }

  private static String kind(LinkedProgram program) {
    String kind =
        switch (program.target()) {
          case AttachTarget.BtfFunction(String k, _) -> k;
          case AttachTarget.Named(String k, _) -> k;
          default -> "";
        };
    return kind.endsWith(".s") ? kind.substring(0, kind.length() - 2) : kind;
  }
}
