package io.github.hidbpf4j.kernel.dispatch;

/** A program that can be called at a hook. */
public interface HookProgram {
  /** Its name, for messages. */
  String name();

  /**
   * Runs it.
   *
   * @param arguments arena address of its arguments, one u64 each
   * @return R0
   */
  long run(long arguments);
}
