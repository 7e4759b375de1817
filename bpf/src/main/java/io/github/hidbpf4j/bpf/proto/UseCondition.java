package io.github.hidbpf4j.bpf.proto;

import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;

/**
 * What a program must be, beyond its type, to get a prototype: the conditions in the {@code
 * *_func_proto} functions of Linux 6.12.
 */
public enum UseCondition {
  /** Nothing more. */
  ALWAYS,
  /** Loaded as sleepable. */
  SLEEPABLE,
  /** An iterator: {@code iter}. */
  ITER,
  /** Guarded against recursion: all but struct_ops, LSM and iterators. */
  RECURSION_CHECKED,
  /**
   * Attached through a trampoline: {@code fentry}, {@code fexit}, {@code fmod_ret}, {@code lsm}.
   */
  TRAMPOLINE,
  /** As {@link #TRAMPOLINE}, or {@code tp_btf}. */
  TRAMPOLINE_OR_RAW_TP,
  /** {@code kprobe.multi} and its kin. */
  KPROBE_MULTI,
  /** {@code uprobe.multi} and its kin. */
  UPROBE_MULTI;

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
      case UPROBE_MULTI ->
          kind(program).equals("uprobe.multi") || kind(program).equals("uretprobe.multi");
    };
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
