package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.vm.ReadSection;

/** A program that can be called at a hook. May be called by several threads at once. */
public interface HookProgram {
  /** Its name, for messages. */
  String name();

  /**
   * Whether it is for this hook, by the hook's name in {@code struct hid_bpf_ops}: its arguments
   * were verified for one hook.
   */
  boolean isFor(String hook);

  /**
   * Takes a reference while it is attached.
   *
   * @return false when it is unloaded already
   */
  boolean acquire();

  /** Drops the reference taken by {@link #acquire}. */
  void release();

  /**
   * Runs the program.
   *
   * @param section the section in which it was looked up
   * @param arguments arena address of its arguments, one u64 each
   * @return R0
   */
  long run(ReadSection section, long arguments);
}
